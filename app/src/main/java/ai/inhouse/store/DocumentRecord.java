package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What the workspace knows of one source file.
///
/// @param source where it was found: an absolute path, and for an attachment its name below that
/// @param name below the folder that was added
/// @param id hash of the original; empty where it could not be read or was too large
/// @param sections hash of its sections as stored; empty when it was set aside
/// @param readerVersion of the code that read it
/// @param label as text
/// @param reason why it was set aside, or empty
public record DocumentRecord(
        String source,
        String name,
        Optional<Hash> id,
        Optional<Hash> sections,
        int readerVersion,
        String title,
        String mediaType,
        long sizeBytes,
        String label,
        Map<String, String> metadata,
        Instant addedAt,
        Status status,
        String reason) {
    public DocumentRecord {
        metadata = Map.copyOf(metadata);
    }

    public enum Status {
        READ,
        SET_ASIDE
    }
}
