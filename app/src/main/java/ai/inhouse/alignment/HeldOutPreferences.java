package ai.inhouse.alignment;

import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Validation;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// How often a model in alignment has come to prefer what people prefer in pairs that it does not
/// learn from; a tie counts half, so that the reference itself has one half.
///
/// @param reference the scores of the pairs' rows
public record HeldOutPreferences(List<EncodedPair> pairs, ReferenceScores reference, int padding)
        implements Validation {
    private static final String ACCURACY = "validation_preference_accuracy";

    public HeldOutPreferences {
        pairs = List.copyOf(pairs);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        double[] scores =
                Completions.score(learner, EncodedPair.rows(pairs), padding, Progress.silent());
        double won = 0;
        double margins = 0;
        for (int i = 0; i < pairs.size(); i++) {
            int other = pairs.size() + i;
            double chosen = scores[i] - reference.values()[i];
            double rejected = scores[other] - reference.values()[other];
            margins += chosen - rejected;
            won += 0.5 + 0.5 * Math.signum(chosen - rejected);
        }
        return Map.of(
                ACCURACY, won / pairs.size(), "validation_margin_nats", margins / pairs.size());
    }

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.moreIsBetter(measured, ACCURACY);
    }
}
