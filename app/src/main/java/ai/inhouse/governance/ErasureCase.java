package ai.inhouse.governance;

import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.evaluation.MemorisationCheck;
import ai.inhouse.evaluation.Span;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;

/// An erasure under way: all that it touches, found before anything is changed, and how far it is.
/// It is kept until the erasure is done, so that one that was killed is taken up again: by then the
/// documents may no longer tell what there was to erase.
///
/// @param at ISO 8601; it names the case
/// @param kind of the target
/// @param target as it was named
/// @param subjects documents that are erased or rewritten
/// @param corpora versions that hold it, newest first
/// @param settings of the newest of them; empty where there is none
/// @param copies that stand elsewhere
/// @param madeAgain folders of what is made of documents and made again when it is needed
/// @param checkpoints folders of training that saw it
/// @param deployedCopies folders of models that learned from it, as they were deployed
/// @param plan of the least retraining
/// @param models that learned from it, and copies and adapters
/// @param withdrawn those that are on the shelf, by their weights
/// @param deployed those of them that answer now
/// @param retraining what its proof needs; empty where none was asked for
/// @param erased the record, once all is erased
record ErasureCase(
        String at,
        String kind,
        String target,
        String reason,
        List<Subject> subjects,
        List<String> corpora,
        Optional<CorpusSettings> settings,
        Copies.Found copies,
        List<String> madeAgain,
        List<String> checkpoints,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> deployedCopies,
        RetrainingPlan plan,
        List<String> models,
        List<WithdrawnModels.Withdrawn> withdrawn,
        List<String> deployed,
        Optional<Retraining> retraining,
        Optional<ErasureRecord> erased) {

    /// @param source where it was found; empty for an older state of a document, which no list has
    /// @param id hash of the original
    record Subject(String source, String id) {}

    /// @param spans of what was erased, as the models read them: gone with the case
    /// @param before what the models showed before they were trained again
    record Retraining(List<Span> spans, List<MemorisationCheck.Result> before) {}

    boolean isOfPerson() {
        return kind.equals("person");
    }

    boolean isOf(Target other) {
        return wanted().equals(other);
    }

    /// What was asked for.
    Target wanted() {
        return Target.of(kind, target);
    }

    ErasureCase with(Retraining begun) {
        return with(Optional.of(begun), erased);
    }

    ErasureCase with(ErasureRecord record) {
        return with(retraining, Optional.of(record));
    }

    private ErasureCase with(Optional<Retraining> begun, Optional<ErasureRecord> record) {
        return new ErasureCase(
                at,
                kind,
                target,
                reason,
                subjects,
                corpora,
                settings,
                copies,
                madeAgain,
                checkpoints,
                deployedCopies,
                plan,
                models,
                withdrawn,
                deployed,
                begun,
                record);
    }
}
