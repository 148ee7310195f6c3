package ai.inhouse.alignment.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.rollout.FixedAnswers;
import ai.inhouse.alignment.rollout.GroupAdvantages;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.training.BigramLearner;
import ai.inhouse.training.Objective;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GRPO's loss and gradients against plain code written from the paper, on a bigram model whose
/// probabilities can be computed by hand.
class GrpoObjectiveTest {
    private static final int VOCABULARY = 7;
    private static final int[] PROMPT = {1, 2};
    private static final int[][] ANSWERS = {{3, 4, 0}, {5, 0}, {2, 2, 6, 1, 0}, {4, 0}};

    /// What each answer is worth, and so the group's advantages.
    private static final double[] WORTH = {1, 0, 0.25, 3};

    @ParameterizedTest
    @CsvSource({"0.2, 0.04, true", "0.2, 0, true", "0.05, 0.5, false", "0.9, 0.1, false"})
    void lossAndGradientAreThePapers(double clip, double klWeight, boolean scaled) {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3);
                BigramLearner reference = new BigramLearner(VOCABULARY, 11)) {
            BigramLearner.moveAway(reference.weights(), 5);
            GrpoSettings settings = new GrpoSettings(clip, klWeight, 100, scaled);
            GrpoObjective objective =
                    new GrpoObjective(rollouts(), settings, Optional.of(reference));
            double[][] before = learner.logProbabilities();
            double[][] anchor = reference.logProbabilities();
            Paper paper = new Paper(settings, before, anchor);

            Objective.Outcome first = objective.learn(learner, batch());
            assertThat(first.loss()).isCloseTo(paper.loss(before), within(1e-5));
            assertThat(first.metrics().get("clipped")).isZero();
            assertGradient(learner, objective, paper);

            BigramLearner.moveAway(learner.weights(), 8);
            Objective.Outcome later = objective.learn(learner, batch());
            assertThat(later.loss())
                    .isCloseTo(paper.loss(learner.logProbabilities()), within(1e-4));
            assertThat(later.metrics().getOrDefault("clipped", 0.0) > 0).isEqualTo(clip < 0.5);
            assertGradient(learner, objective, paper);
        }
    }

    private static void assertGradient(
            BigramLearner learner, GrpoObjective objective, Paper paper) {
        Arrays.fill(learner.gradients(), 0);
        objective.learn(learner, batch());
        double[] gradient = learner.gradients().clone();
        double step = 1e-3;
        for (int i = 0; i < gradient.length; i++) {
            float weight = learner.weights().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            set(learner, i, weight + step);
            double up = paper.loss(learner.logProbabilities());
            set(learner, i, weight - step);
            double down = paper.loss(learner.logProbabilities());
            set(learner, i, weight);
            assertThat(gradient[i])
                    .as("weight %d", i)
                    .isCloseTo((up - down) / (2 * step), within(2e-3));
        }
    }

    /// DeepSeekMath's equations 3 and 4 over all tokens of the group, as they are printed.
    private record Paper(GrpoSettings settings, double[][] before, double[][] anchor) {
        double loss(double[][] now) {
            double mean = Arrays.stream(WORTH).average().orElseThrow();
            double variance =
                    Arrays.stream(WORTH).map(r -> (r - mean) * (r - mean)).sum()
                            / (WORTH.length - 1);
            double sum = 0;
            int tokens = 0;
            for (int i = 0; i < ANSWERS.length; i++) {
                double advantage = WORTH[i] - mean;
                if (settings.scaled()) {
                    advantage /= Math.sqrt(variance) + 1e-4;
                }
                int last = PROMPT[PROMPT.length - 1];
                for (int token : ANSWERS[i]) {
                    double ratio = Math.exp(now[last][token] - before[last][token]);
                    double low = 1 - settings.clip();
                    double high = 1 + settings.clip();
                    double bounded = Math.min(high, Math.max(low, ratio));
                    double apart = Math.exp(anchor[last][token] - now[last][token]);
                    double kl = apart - Math.log(apart) - 1;
                    sum += Math.min(ratio * advantage, bounded * advantage);
                    sum -= settings.klWeight() * kl;
                    tokens++;
                    last = token;
                }
            }
            return -sum / tokens;
        }
    }

    @Test
    void advantagesAreTheGroupsOwn() {
        GroupAdvantages scaled = GroupAdvantages.of(new double[] {1, 3, 5, 5}, 2, true);
        assertThat(scaled.values()[0]).isCloseTo(-1 / (Math.sqrt(2) + 1e-4), within(1e-12));
        assertThat(scaled.values()[1]).isCloseTo(1 / (Math.sqrt(2) + 1e-4), within(1e-12));
        assertThat(scaled.values()[2]).isZero();
        assertThat(scaled.equalGroups()).isEqualTo(0.5);
        assertThat(scaled.groupDeviation()).isCloseTo(Math.sqrt(2) / 2, within(1e-12));
        assertThat(GroupAdvantages.of(new double[] {1, 3, 5, 5}, 2, false).values())
                .containsExactly(-1, 1, 0, 0);
    }

    @Test
    void saysThatAStepMustNotStandWhereTheModelRunsAwayFromItsReference() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3);
                BigramLearner reference = new BigramLearner(VOCABULARY, 11)) {
            BigramLearner.moveAway(reference.weights(), 5);
            GrpoSettings settings = new GrpoSettings(0.2, 0, 0.01, true);
            GrpoObjective objective =
                    new GrpoObjective(rollouts(), settings, Optional.of(reference));
            assertThat(objective.learn(learner, batch()).harm())
                    .get()
                    .asString()
                    .contains("run away from its reference");
        }
    }

    private static RolloutBatch batch() {
        return FixedAnswers.batch(1, PROMPT);
    }

    private static Rollouts rollouts() {
        return FixedAnswers.rollouts(new RolloutSettings(1, 4, 8, 10_000), ANSWERS, WORTH);
    }

    private static void set(BigramLearner learner, int weight, double value) {
        learner.weights().setAtIndex(ValueLayout.JAVA_FLOAT, weight, (float) value);
    }
}
