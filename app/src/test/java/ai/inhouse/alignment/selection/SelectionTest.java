package ai.inhouse.alignment.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.rollout.FixedAnswers;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.training.BigramLearner;
import ai.inhouse.training.Objective;
import org.junit.jupiter.api.Test;

/// Two prompts of two answers each, on a bigram model whose losses can be worked out by hand.
class SelectionTest {
    private static final int VOCABULARY = 7;
    private static final int[][] ANSWERS = {{3, 4, 0}, {5, 0}, {6, 0}, {4, 2, 0}};
    private static final int PROMPT = 2;

    @Test
    void takesTheBestOfEachGroupThatHasOne() {
        assertThat(new Selection.Best().of(rollout(1, 2, 3, 3))).containsExactly(1);
        assertThat(new Selection.Best().of(rollout(2, 1, 0, 3))).containsExactly(0, 3);
        assertThat(new Selection.Enough(2).of(rollout(1, 2, 3, 3))).containsExactly(1, 2, 3);
        assertThat(new Selection.Enough(9).of(rollout(1, 2, 3, 3))).isEmpty();
    }

    @Test
    void learnsTheMeanLikelihoodOfTheSelectedAnswersTokens() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            double[][] logs = learner.logProbabilities();
            Objective.Outcome outcome =
                    new SelectionObjective(rollouts(1, 2, 0, 3), new Selection.Best())
                            .learn(learner, batch());
            double sum = logs[2][5] + logs[5][0] + logs[2][4] + logs[4][2] + logs[2][0];
            assertThat(outcome.loss()).isCloseTo(-sum / 5, within(1e-6));
            assertThat(outcome.metrics())
                    .containsEntry("selected", 0.5)
                    .containsEntry("reward_selected", 2.5);
            assertThat(learner.gradients()[2 * VOCABULARY + 6])
                    .isCloseTo(3 * Math.exp(logs[2][6]) / 5, within(1e-6));
        }
    }

    @Test
    void learnsNothingWhereNothingIsSelected() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            Objective.Outcome outcome =
                    new SelectionObjective(rollouts(1, 1, 1, 1), new Selection.Best())
                            .learn(learner, batch());
            assertThat(outcome.loss()).isZero();
            assertThat(outcome.metrics()).containsEntry("selected", 0.0);
            assertThat(learner.gradients()).containsOnly(0);
        }
    }

    @Test
    void setsTheBestAnswerAgainstTheWorst() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3);
                BigramLearner reference = new BigramLearner(VOCABULARY, 11)) {
            double[][] now = learner.logProbabilities();
            double[][] before = reference.logProbabilities();
            Objective.Outcome outcome =
                    new OnlineDpoObjective(
                                    rollouts(1, 2, 3, 3),
                                    new PreferenceLoss.Sigmoid(0.5),
                                    reference)
                            .learn(learner, batch());
            double chosen = score(now, ANSWERS[1]) - score(before, ANSWERS[1]);
            double rejected = score(now, ANSWERS[0]) - score(before, ANSWERS[0]);
            double loss = Math.log1p(Math.exp(-0.5 * (chosen - rejected)));
            assertThat(outcome.loss()).isCloseTo(loss, within(1e-5));
            assertThat(outcome.metrics()).containsEntry("pairs", 1.0);
        }
    }

    private static double score(double[][] logs, int[] answer) {
        double sum = 0;
        int last = PROMPT;
        for (int token : answer) {
            sum += logs[last][token];
            last = token;
        }
        return sum;
    }

    private static Rollout rollout(double... worth) {
        return rollouts(worth).of(batch());
    }

    private static RolloutBatch batch() {
        return FixedAnswers.batch(2, 1, PROMPT);
    }

    private static Rollouts rollouts(double... worth) {
        return FixedAnswers.rollouts(new RolloutSettings(2, 2, 8, 1), ANSWERS, worth);
    }
}
