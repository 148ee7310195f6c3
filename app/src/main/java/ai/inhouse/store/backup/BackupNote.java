package ai.inhouse.store.backup;

import java.util.Optional;

/// That a backup was made: what is erased later is still in it.
///
/// @param id hash of its manifest
/// @param madeAt ISO 8601
/// @param file where it was written to; it may have been carried elsewhere since
/// @param keepUntil the day after which the next backup removes it; empty where nobody said
public record BackupNote(String id, String madeAt, String file, Optional<String> keepUntil) {
    /// For people.
    public String text() {
        return "%s, made %s, kept until %s"
                .formatted(file, madeAt, keepUntil.orElse("somebody removes it"));
    }
}
