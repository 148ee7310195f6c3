package ai.inhouse.alignment.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferenceBatches;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learners;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.Chat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Margins and centering, which the golden run has none of.
class RewardObjectiveTest {
    private static final ModelConfig CONFIG =
            new ModelConfig(
                            ModelConfig.Architecture.LLAMA,
                            16,
                            16,
                            32,
                            1,
                            2,
                            1,
                            8,
                            32,
                            10_000,
                            Optional.empty(),
                            1e-5,
                            true,
                            false,
                            false)
                    .scored();

    private static final List<EncodedPair> PAIRS =
            List.of(
                    new EncodedPair(row(1, 2, 3), row(1, 4), 0.5),
                    new EncodedPair(row(5, 2, 3, 6), row(5, 7, 4), 2));

    @Test
    void balancedPairsCountAlikeWhicheverAnswerIsLonger() {
        EncodedPair shorter = new EncodedPair(answer(2), answer(5));
        EncodedPair longer = new EncodedPair(answer(5), answer(2));
        EncodedPair equal = new EncodedPair(answer(3), answer(3));
        assertThat(RewardBatches.balanced(List.of(longer, longer, longer, shorter, equal)))
                .containsExactly(new double[] {2 / 3.0, 2 / 3.0, 2 / 3.0, 2, 1}, within(1e-12));
        assertThat(RewardBatches.balanced(List.of(longer, longer))).containsOnly(1);
    }

    private static Chat.Encoded answer(int tokens) {
        boolean[] counted = new boolean[tokens];
        Arrays.fill(counted, true);
        return new Chat.Encoded(new int[tokens], counted);
    }

    @Test
    void theLossIsTheSigmoidsBeyondTheMarginAndThePullToZero() {
        try (Weights weights = Weights.random(CONFIG, 3);
                Learner learner = Learners.full(weights, Precision.FP32, 2)) {
            double[] scores = scores(learner);
            double expected = 0;
            for (int i = 0; i < 2; i++) {
                double beyond = scores[i] - scores[2 + i] - PAIRS.get(i).margin();
                double sum = scores[i] + scores[2 + i];
                expected += (Math.log1p(Math.exp(-beyond)) + 0.3 * sum * sum) / 2;
            }
            RewardBatch batch = batches().batch(1, 0);
            assertThat(new RewardObjective(0.3).learn(learner, batch).loss())
                    .isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void marginsAreReachedAndScoresAreCentred() {
        double[] free = trained(0);
        double[] centred = trained(1);
        for (int i = 0; i < 2; i++) {
            assertThat(free[i] - free[2 + i]).isGreaterThan(PAIRS.get(i).margin());
            assertThat(centred[i] - centred[2 + i]).isGreaterThan(PAIRS.get(i).margin());
            assertThat(Math.abs(centred[i] + centred[2 + i])).isLessThan(0.2);
        }
    }

    private static double[] trained(double centering) {
        try (Weights weights = Weights.random(CONFIG, 3);
                Learner learner = Learners.full(weights, Precision.FP32, 2)) {
            RewardBatches batches = batches();
            for (int step = 1; step <= 120; step++) {
                new RewardObjective(centering).learn(learner, batches.batch(step, 0));
                learner.step(new OptimizerStep(step, 1e-2, 0.9, 0.999, 1e-8, 0, 1));
            }
            return scores(learner);
        }
    }

    private static double[] scores(Learner learner) {
        return RewardModel.scores(learner, EncodedPair.rows(PAIRS), 0, Progress.silent());
    }

    private static RewardBatches batches() {
        return new RewardBatches(PAIRS, new PreferenceBatches.Shape(1, 2), 0, 1, false);
    }

    private static Chat.Encoded row(int... ids) {
        boolean[] counted = new boolean[ids.length];
        counted[ids.length - 1] = true;
        return new Chat.Encoded(ids, counted);
    }
}
