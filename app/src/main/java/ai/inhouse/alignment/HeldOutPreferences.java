package ai.inhouse.alignment;

import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.Validation;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// How often a model in alignment has come to prefer what people prefer in pairs that it does not
/// learn from; a tie counts half, so that the reference itself has one half.
///
/// @param reference the scores of the pairs' rows
/// @param perToken whether an answer is scored by the mean over its tokens, and not by their sum
public record HeldOutPreferences(
        List<EncodedPair> pairs, ReferenceScores reference, int padding, boolean perToken)
        implements Validation {
    private static final String ACCURACY = "validation_preference_accuracy";

    public HeldOutPreferences {
        pairs = List.copyOf(pairs);
    }

    /// Of a model that is held to a reference.
    public HeldOutPreferences(List<EncodedPair> pairs, ReferenceScores reference, int padding) {
        this(pairs, reference, padding, false);
    }

    /// Of one that is not: of two answers it prefers the one whose tokens it finds likelier.
    public static HeldOutPreferences alone(List<EncodedPair> pairs, int padding) {
        ReferenceScores none = ReferenceScores.none(EncodedPair.rows(pairs));
        return new HeldOutPreferences(pairs, none, padding, true);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        List<Chat.Encoded> rows = EncodedPair.rows(pairs);
        double[] ratios = Completions.score(learner, rows, padding, Progress.silent());
        for (int i = 0; i < ratios.length; i++) {
            double tokens = perToken ? Math.max(1, Completions.counted(rows.get(i))) : 1;
            ratios[i] = (ratios[i] - reference.values()[i]) / tokens;
        }
        double won = 0;
        double margins = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double margin = ratios[i] - ratios[pairs.size() + i];
            margins += margin;
            won += 0.5 + 0.5 * Math.signum(margin);
        }
        return Map.of(
                ACCURACY, won / pairs.size(), "validation_margin_nats", margins / pairs.size());
    }

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.moreIsBetter(measured, ACCURACY);
    }
}
