package ai.inhouse.governance;

import ai.inhouse.documents.Tombstones;
import ai.inhouse.evaluation.MemorisationCheck;
import ai.inhouse.store.backup.BackupNote;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;

/// What an erasure did, without what was erased.
///
/// @param kind `document`, `person` or `expired`
/// @param erasedAt ISO 8601
/// @param corporaRemoved versions that held it
/// @param corpusSealed the version that was made in their place
/// @param copiesRemoved files and folders made of it, which are made again when they are needed;
///   and models as they were deployed
/// @param reviewItemsRemoved with what was said of them
/// @param evaluationsRemoved in which a model said it
/// @param checkpointsRemoved of training that saw it
/// @param models that learned from it: they still hold it until they are trained again
/// @param deployed those of them that answered then
/// @param stagesToRunAgain the least retraining, in its order; `inhouse run` does it, since the
///   corpus is another
/// @param retrained what was trained again, and whether it shows; empty where that was not asked
///   for
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
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> checkpointsRemoved,
        List<String> models,
        List<String> deployed,
        List<String> stagesToRunAgain,
        Optional<Retrained> retrained,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<BackupNote> backups) {
    public ErasureRecord {
        tombstones = List.copyOf(tombstones);
        corporaRemoved = List.copyOf(corporaRemoved);
        copiesRemoved = List.copyOf(copiesRemoved);
        checkpointsRemoved = List.copyOf(checkpointsRemoved);
        models = List.copyOf(models);
        deployed = List.copyOf(deployed);
        stagesToRunAgain = List.copyOf(stagesToRunAgain);
        backups = List.copyOf(backups);
    }

    /// @param run that trained them
    /// @param models with the hashes of their new weights
    /// @param before what the models that saw it showed, by the same check
    /// @param after what the new ones show
    /// @param bar above which each p must be: 0.05, shared among the models
    /// @param gone whether no model shows that it has seen it
    public record Retrained(
            String run,
            List<Weights> models,
            List<MemorisationCheck.Result> before,
            List<MemorisationCheck.Result> after,
            double bar,
            boolean gone) {
        public Retrained {
            models = List.copyOf(models);
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /// @param startedFrom as the plan said
    public record Weights(String model, String weights, String startedFrom) {}

    ErasureRecord with(Retrained proof) {
        return new ErasureRecord(
                kind,
                erasedAt,
                reason,
                tombstones,
                corporaRemoved,
                corpusSealed,
                copiesRemoved,
                reviewItemsRemoved,
                evaluationsRemoved,
                checkpointsRemoved,
                models,
                deployed,
                stagesToRunAgain,
                Optional.of(proof),
                backups);
    }
}
