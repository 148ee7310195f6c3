package ai.inhouse.evaluation;

import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Validation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.moreIsBetter(measured, "validation_pair_accuracy");
    }

    /// @param scores in the order of [EncodedPair#rows]
    public static RewardQuality quality(List<EncodedPair> pairs, double[] scores) {
        return new RewardQuality(
                Arrays.copyOf(scores, pairs.size()),
                Arrays.copyOfRange(scores, pairs.size(), 2 * pairs.size()),
                pairs.stream().mapToInt(pair -> Completions.counted(pair.chosen())).toArray(),
                pairs.stream().mapToInt(pair -> Completions.counted(pair.rejected())).toArray());
    }
}
