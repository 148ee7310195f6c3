package ai.inhouse.governance;

import ai.inhouse.documents.Tombstones;
import ai.inhouse.store.backup.BackupNote;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;

/// What an erasure did, without what was erased.
///
/// @param kind `document` or `person`
/// @param erasedAt ISO 8601
/// @param corporaRemoved versions that held it
/// @param corpusSealed the version that was made in their place
/// @param copiesRemoved files and folders made of it; folders are made again when they are needed
/// @param reviewItemsRemoved with what was said of them
/// @param evaluationsRemoved in which a model said it
/// @param models that learned from it: they still hold it until they are trained again
/// @param deployed those of them that answer now
/// @param stagesToRunAgain the least retraining, newest first; `inhouse run` does it, since the
///   corpus is another
/// @param backups made before it: what was erased is in them until they are gone
public record ErasureRecord(
        String kind,
        String erasedAt,
        String reason,
        List<Tombstones.Tombstone> tombstones,
        List<String> corporaRemoved,
        Optional<String> corpusSealed,
        List<String> copiesRemoved,
        int reviewItemsRemoved,
        int evaluationsRemoved,
        List<String> models,
        List<String> deployed,
        List<String> stagesToRunAgain,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<BackupNote> backups) {
    public ErasureRecord {
        tombstones = List.copyOf(tombstones);
        corporaRemoved = List.copyOf(corporaRemoved);
        copiesRemoved = List.copyOf(copiesRemoved);
        models = List.copyOf(models);
        deployed = List.copyOf(deployed);
        stagesToRunAgain = List.copyOf(stagesToRunAgain);
        backups = List.copyOf(backups);
    }
}
