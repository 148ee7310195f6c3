package ai.inhouse.alignment.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.rollout.FixedAnswers;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.training.BigramLearner;
import ai.inhouse.training.Objective;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PPO's losses and gradients against plain code written from the papers, on a bigram model whose
/// probabilities and values can be computed by hand.
class PpoObjectiveTest {
    private static final int VOCABULARY = 7;
    private static final int[] PROMPT = {1, 2};
    private static final int[][] ANSWERS = {{3, 4, 0}, {5, 0}, {2, 2, 6, 1, 0}, {4, 0}};
    private static final double[] WORTH = {1, 0, 0.25, 3};

    @Test
    void advantagesAreTheHandWorkedOnes() {
        double[] rewards = {0, -0.5, 2};
        double[] values = {1, 0.5, 1};
        // Surprises: 0 + 0.9 * 0.5 - 1, -0.5 + 0.9 * 1 - 0.5, 2 - 1.
        double last = 1;
        double middle = -0.1 + 0.9 * 0.8 * last;
        double first = -0.55 + 0.9 * 0.8 * middle;
        GeneralizedAdvantages turned = GeneralizedAdvantages.of(rewards, values, 0.9, 0.8);
        assertThat(turned.values())
                .containsExactly(new double[] {first, middle, last}, within(1e-12));
        assertThat(turned.returns())
                .containsExactly(new double[] {first + 1, middle + 0.5, last + 1}, within(1e-12));
    }

    @Test
    void withLambdaOneAndNoDiscountTheReturnIsAllThatWasEarned() {
        GeneralizedAdvantages turned =
                GeneralizedAdvantages.of(new double[] {-1, 2, 4}, new double[] {9, -3, 5}, 1, 1);
        assertThat(turned.returns()).containsExactly(new double[] {5, 6, 4}, within(1e-12));
    }

    @Test
    void aValueThatMovedFarIsHeldUnlessItIsStillTooNear() {
        ValueLoss loss = new ValueLoss(0.2);
        // Within the clip: half the square and its slope.
        assertThat(loss.at(1.1, 1, 2).loss()).isCloseTo(0.9 * 0.9 / 2, within(1e-12));
        assertThat(loss.at(1.1, 1, 2).slope()).isCloseTo(-0.9, within(1e-12));
        // Beyond it towards the aim: what it was kept at is further off, and nothing pushes.
        assertThat(loss.at(1.5, 1, 2).slope()).isZero();
        assertThat(loss.at(1.5, 1, 2).loss()).isCloseTo(0.8 * 0.8 / 2, within(1e-12));
        // Beyond it away from the aim: pulled back.
        assertThat(loss.at(0.5, 1, 2).slope()).isEqualTo(-1.5);
    }

    @Test
    void thePriceOfDivergenceIsSteeredToItsTarget() {
        try (KlControl steered = new KlControl(0.1, OptionalDouble.of(2));
                KlControl fixed = new KlControl(0.1, OptionalDouble.empty())) {
            steered.saw(2.2);
            assertThat(steered.weight()).isCloseTo(0.1 * 1.01, within(1e-8));
            steered.saw(100);
            assertThat(steered.weight()).isCloseTo(0.1 * 1.01 * 1.02, within(1e-8));
            steered.saw(0);
            assertThat(steered.weight()).isCloseTo(0.1 * 1.01 * 1.02 * 0.98, within(1e-8));
            fixed.saw(100);
            assertThat(fixed.weight()).isCloseTo(0.1, within(1e-8));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.2, 0.2, 1, 0.95, 0.04",
        "0.05, 0.01, 0.9, 0.5, 0.5",
        "0.9, 5, 1, 1, 0",
        "0.2, 0.2, 1, 0, 0.1"
    })
    void lossesAndGradientsAreThePapers(
            double clip, double valueClip, double discount, double lambda, double klWeight) {
        PpoSettings settings =
                new PpoSettings(
                        clip,
                        valueClip,
                        discount,
                        lambda,
                        klWeight,
                        OptionalDouble.empty(),
                        100,
                        1);
        try (BigramLearner model = new BigramLearner(VOCABULARY, 3);
                BigramLearner reference = new BigramLearner(VOCABULARY, 11);
                ActorCritic both = new ActorCritic(model, model, settings)) {
            BigramLearner.moveAway(reference.weights(), 5);
            BigramLearner.moveAway(model.values(), 7);
            PpoObjective objective =
                    new PpoObjective(rollouts(), settings, both, Optional.of(reference));
            Paper paper =
                    new Paper(
                            settings,
                            model.logProbabilities(),
                            reference.logProbabilities(),
                            values(model));

            Objective.Outcome first = objective.learn(both, batch());
            assertThat(first.loss()).isCloseTo(paper.loss(model), within(1e-4));
            assertThat(first.metrics().get("policy_loss")).isCloseTo(0, within(1e-6));
            assertThat(first.metrics().get("clipped")).isZero();
            assertGradients(model, both, objective, paper);

            BigramLearner.moveAway(model.weights(), 8);
            BigramLearner.moveAway(model.values(), 9);
            Objective.Outcome later = objective.learn(both, batch());
            assertThat(later.loss()).isCloseTo(paper.loss(model), within(1e-3));
            assertThat(later.metrics().getOrDefault("clipped", 0.0) > 0).isEqualTo(clip < 0.5);
            assertGradients(model, both, objective, paper);
        }
    }

    @Test
    void saysThatAStepMustNotStandWhereTheModelRunsAway() {
        PpoSettings settings =
                new PpoSettings(0.2, 0.2, 1, 0.95, 0.1, OptionalDouble.empty(), 0.01, 1);
        try (BigramLearner model = new BigramLearner(VOCABULARY, 3);
                BigramLearner reference = new BigramLearner(VOCABULARY, 11);
                ActorCritic both = new ActorCritic(model, model, settings)) {
            BigramLearner.moveAway(reference.weights(), 5);
            PpoObjective objective =
                    new PpoObjective(rollouts(), settings, both, Optional.of(reference));
            assertThat(objective.learn(both, batch()).harm())
                    .get()
                    .asString()
                    .contains("run away from its reference");
        }
    }

    private static void assertGradients(
            BigramLearner model, ActorCritic both, PpoObjective objective, Paper paper) {
        Arrays.fill(model.gradients(), 0);
        Arrays.fill(model.valueGradients(), 0);
        objective.learn(both, batch());
        assertGradient(model.gradients().clone(), model.weights(), model, paper);
        assertGradient(model.valueGradients().clone(), model.values(), model, paper);
    }

    private static void assertGradient(
            double[] gradient, MemorySegment at, BigramLearner model, Paper paper) {
        double step = 1e-3;
        for (int i = 0; i < gradient.length; i++) {
            float weight = at.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            at.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (weight + step));
            double up = paper.loss(model);
            at.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (weight - step));
            double down = paper.loss(model);
            at.setAtIndex(ValueLayout.JAVA_FLOAT, i, weight);
            assertThat(gradient[i])
                    .as("weight %d", i)
                    .isCloseTo((up - down) / (2 * step), within(3e-3));
        }
    }

    /// Schulman et al. 2016 (equation 16) and 2017 (equation 7), and Ziegler et al. 2019 (equation
    /// 2), as they are printed, over all tokens of the answers.
    private record Paper(
            PpoSettings settings, double[][] before, double[][] anchor, double[] expected) {
        double loss(BigramLearner model) {
            double[][] now = model.logProbabilities();
            double[] values = values(model);
            List<double[]> tokens = tokens();
            double mean = tokens.stream().mapToDouble(t -> t[2]).average().orElseThrow();
            double variance =
                    tokens.stream()
                            .mapToDouble(t -> (t[2] - mean) * (t[2] - mean))
                            .average()
                            .orElseThrow();
            double policy = 0;
            double value = 0;
            for (double[] token : tokens) {
                int state = (int) token[0];
                int action = (int) token[1];
                double advantage = (token[2] - mean) / Math.sqrt(variance);
                double ratio = Math.exp(now[state][action] - before[state][action]);
                double bounded =
                        Math.min(1 + settings.clip(), Math.max(1 - settings.clip(), ratio));
                policy += Math.min(ratio * advantage, bounded * advantage);
                double moved = values[state] - expected[state];
                double held =
                        expected[state]
                                + Math.min(
                                        settings.valueClip(),
                                        Math.max(-settings.valueClip(), moved));
                value +=
                        Math.max(
                                        Math.pow(values[state] - token[3], 2),
                                        Math.pow(held - token[3], 2))
                                / 2;
            }
            return (value - policy) / tokens.size();
        }

        /// State, action, advantage and return of each token.
        private List<double[]> tokens() {
            List<double[]> tokens = new ArrayList<>();
            for (int i = 0; i < ANSWERS.length; i++) {
                int n = ANSWERS[i].length;
                for (int t = 0; t < n; t++) {
                    double advantage = 0;
                    for (int l = 0; t + l < n; l++) {
                        advantage +=
                                Math.pow(settings.discount() * settings.lambda(), l)
                                        * delta(i, t + l);
                    }
                    int state = state(i, t);
                    tokens.add(
                            new double[] {
                                state, ANSWERS[i][t], advantage, advantage + expected[state]
                            });
                }
            }
            return tokens;
        }

        private double delta(int answer, int t) {
            int n = ANSWERS[answer].length;
            int state = state(answer, t);
            int action = ANSWERS[answer][t];
            double reward =
                    -settings.klWeight() * (before[state][action] - anchor[state][action])
                            + (t == n - 1 ? WORTH[answer] : 0);
            double next = t == n - 1 ? 0 : expected[state(answer, t + 1)];
            return reward + settings.discount() * next - expected[state];
        }

        private static int state(int answer, int t) {
            return t == 0 ? PROMPT[PROMPT.length - 1] : ANSWERS[answer][t - 1];
        }
    }

    private static RolloutBatch batch() {
        return FixedAnswers.batch(1, PROMPT);
    }

    private static Rollouts rollouts() {
        return FixedAnswers.rollouts(new RolloutSettings(1, 4, 8, 10_000), ANSWERS, WORTH);
    }

    private static double[] values(BigramLearner model) {
        double[] values = new double[VOCABULARY];
        Arrays.setAll(values, i -> model.values().getAtIndex(ValueLayout.JAVA_FLOAT, i));
        return values;
    }
}
