package ai.inhouse.evaluation;

import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.Validation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How good a reward model in training is on pairs that it does not learn from.
///
/// @param pairs at least one
public record HeldOutRewards(List<EncodedPair> pairs, int padding) implements Validation {
    public HeldOutRewards {
        pairs = List.copyOf(pairs);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        double[] scores =
                RewardModel.scores(learner, EncodedPair.rows(pairs), padding, Progress.silent());
        Map<String, Double> figures = new TreeMap<>();
        quality(pairs, scores)
                .figures()
                .forEach((name, value) -> figures.put("validation_" + name, value));
        return figures;
    }

    /// How good a trained one is on pairs.
    ///
    /// @param pairs of which it can read one at least
    /// @throws InhouseException if all are longer than it can read
    public static RewardQuality of(RewardModel model, List<PreferencePair> pairs) {
        List<EncodedPair> fitting = EncodedPair.fitting(pairs, model.chat(), model.maxLength());
        if (fitting.isEmpty()) {
            throw InhouseException.badInput(
                    "measuring a reward model",
                    "%d pairs".formatted(pairs.size()),
                    "none has both answers within the %d tokens that it reads"
                            .formatted(model.maxLength()),
                    "Give pairs of two answers, as 'prompt', 'chosen' and 'rejected'.");
        }
        return quality(fitting, model.scores(EncodedPair.rows(fitting)));
    }

    /// @param scores in the order of [EncodedPair#rows]
    public static RewardQuality quality(List<EncodedPair> pairs, double[] scores) {
        return new RewardQuality(
                Arrays.copyOf(scores, pairs.size()),
                Arrays.copyOfRange(scores, pairs.size(), 2 * pairs.size()),
                pairs.stream().mapToInt(pair -> answerTokens(pair.chosen())).toArray(),
                pairs.stream().mapToInt(pair -> answerTokens(pair.rejected())).toArray());
    }

    private static int answerTokens(Chat.Encoded row) {
        int tokens = 0;
        for (boolean counts : row.assistant()) {
            tokens += counts ? 1 : 0;
        }
        return tokens;
    }
}
