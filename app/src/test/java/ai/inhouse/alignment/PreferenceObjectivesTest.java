package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.BigramLearner;
import ai.inhouse.training.Budget;
import ai.inhouse.training.Objective;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.Trainer;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import ai.inhouse.training.Validation;
import ai.inhouse.tuning.LetterChat;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PreferenceObjectivesTest {
    private static final int VOCABULARY = 12;
    private static final double STEP = 1e-2;

    @TempDir private Path folder;

    static Stream<PreferenceLoss> losses() {
        return Stream.of(
                new PreferenceLoss.Sigmoid(0.3),
                new PreferenceLoss.LengthNormalized(0.3),
                new PreferenceLoss.Ipo(0.3),
                new PreferenceLoss.Hinge(0.3),
                new PreferenceLoss.Robust(0.3, 0.1));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aLossFallsAsItsSlopeSays(PreferenceLoss loss) {
        for (double margin : new double[] {-40, -2, 0, 1, 2.9, 500}) {
            double h = 1e-5;
            double slope = (loss.at(margin + h).loss() - loss.at(margin - h).loss()) / (2 * h);
            assertThat(loss.at(margin).slope()).isCloseTo(slope, offset(1e-4));
            assertThat(loss.at(margin).loss()).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void itsGradientIsTheFiniteDifference(PreferenceLoss loss) {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            PreferenceBatches source = source(learner);
            moveAway(learner);
            assertGradient(learner, new DpoObjective(loss), source.batch(1, 0));
        }
    }

    static Stream<ReferenceFreeLoss> referenceFree() {
        return Stream.of(
                new ReferenceFreeLoss.OddsRatio(0.4), new ReferenceFreeLoss.Simple(2, 0.7));
    }

    /// Hong et al. 2024, equations 1 and 4 to 7; Meng et al. 2024, equation 6: as they are printed.
    private static double printed(ReferenceFreeLoss loss, double chosen, double rejected) {
        return switch (loss) {
            case ReferenceFreeLoss.OddsRatio(double lambda) -> {
                double p = Math.exp(chosen);
                double q = Math.exp(rejected);
                double ratio = p / (1 - p) / (q / (1 - q));
                yield -chosen - lambda * Math.log(1 / (1 + Math.exp(-Math.log(ratio))));
            }
            case ReferenceFreeLoss.Simple(double beta, double gamma) ->
                    -Math.log(1 / (1 + Math.exp(-(beta * chosen - beta * rejected - gamma))));
        };
    }

    @ParameterizedTest
    @MethodSource("referenceFree")
    void aLossWithoutReferenceIsThePapers(ReferenceFreeLoss loss) {
        for (double[] pair : new double[][] {{-1, -2}, {-3, -0.5}, {-0.1, -4}, {-2, -2}}) {
            assertThat(loss.at(pair[0], pair[1]).loss())
                    .isCloseTo(printed(loss, pair[0], pair[1]), offset(1e-9));
        }
        assertThat(loss.at(0, -1e4).loss()).isFinite();
        assertThat(loss.at(-1e4, 0).chosenSlope()).isFinite();
    }

    @ParameterizedTest
    @MethodSource("referenceFree")
    void itsGradientWithoutReferenceIsTheFiniteDifference(ReferenceFreeLoss loss) {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            PreferenceBatches source = alone();
            moveAway(learner);
            PreferenceBatch batch = source.batch(1, 0);
            double[] means =
                    Completions.means(batch.rows(), learner.logProbabilities(batch.rows()));
            double mean = 0;
            for (int pair = 0; pair < batch.pairs(); pair++) {
                mean += printed(loss, means[pair], means[batch.pairs() + pair]) / batch.pairs();
            }
            ReferenceFreeObjective objective = new ReferenceFreeObjective(loss);
            assertThat(objective.learn(learner, batch).loss()).isCloseTo(mean, offset(1e-5));
            Arrays.fill(learner.gradients(), 0);
            assertGradient(learner, objective, batch);
        }
    }

    @ParameterizedTest
    @MethodSource("referenceFree")
    void trainingWithoutReferencePrefersTheChosenAnswersOfHeldOutPairs(ReferenceFreeLoss loss) {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            HeldOutPreferences validation = HeldOutPreferences.alone(pairs(20, 99), 0);
            assertThat(validation.measure(learner).get("validation_preference_accuracy"))
                    .isLessThan(0.9);
            Trainer.Summary summary =
                    train(learner, new ReferenceFreeObjective(loss), alone(), validation);
            assertThat(summary.validation().get("validation_preference_accuracy"))
                    .isGreaterThan(0.9);
        }
    }

    private static PreferenceBatches alone() {
        List<EncodedPair> pairs = pairs(20, 1);
        return new PreferenceBatches(
                pairs,
                ReferenceScores.none(EncodedPair.rows(pairs)),
                new PreferenceBatches.Shape(1, 5),
                0,
                1);
    }

    @Test
    void ktosGradientIsTheFiniteDifferenceWhereTheDriftIsZero() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            KtoBatches source = rated(learner, 4);
            moveAway(learner);
            assertGradient(learner, new KtoObjective(0.3), source.batch(1, 0));
        }
    }

    @Test
    void trainingRaisesTheChosenAnswersOfHeldOutPairsToo() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            List<EncodedPair> heldOut = pairs(20, 99);
            HeldOutPreferences validation =
                    new HeldOutPreferences(
                            heldOut, scores(learner, EncodedPair.rows(heldOut), "held-out"), 0);
            assertThat(validation.measure(learner))
                    .containsEntry("validation_preference_accuracy", 0.5);
            Trainer.Summary summary =
                    train(
                            learner,
                            new DpoObjective(new PreferenceLoss.Sigmoid(0.3)),
                            source(learner),
                            validation);
            assertThat(summary.validation().get("validation_preference_accuracy"))
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void trainingTellsHeldOutGoodAnswersFromBadOnes() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            List<EncodedRating> heldOut = ratings(20, 99);
            HeldOutRatings validation =
                    new HeldOutRatings(
                            heldOut, scores(learner, EncodedRating.rows(heldOut), "held-out"), 0);
            assertThat(validation.measure(learner)).containsEntry("validation_rating_auc", 0.5);
            Trainer.Summary summary =
                    train(learner, new KtoObjective(0.3), rated(learner, 20), validation);
            assertThat(summary.validation().get("validation_rating_auc")).isGreaterThan(0.9);
        }
    }

    private <B> Trainer.Summary train(
            BigramLearner learner,
            Objective<B> objective,
            BatchSource<B> source,
            Validation validation) {
        TrainingSettings settings =
                new TrainingSettings(
                        Budget.ofSteps(40),
                        Schedule.constant(0.02),
                        AdamW.TUNING,
                        2,
                        Duration.ofHours(1),
                        2);
        TrainingTask<B> task =
                new TrainingTask<>(
                        learner, objective, source, validation, settings, Hash.of("test"));
        return new Trainer<>(task, new RunFolder(folder, "align"), Progress.silent()).run();
    }

    @Test
    void asksTheReferenceOnceForTheSamePairs() {
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 3)) {
            List<EncodedPair> pairs = pairs(20, 1);
            List<Chat.Encoded> rows = EncodedPair.rows(pairs);
            ReferenceScores before = scores(learner, rows, "reference");
            moveAway(learner);
            assertThat(scores(learner, rows, "reference").values())
                    .containsExactly(before.values());
            assertThat(scores(learner, rows.subList(0, 3), "reference").values()).hasSize(3);
        }
    }

    @Test
    void countsOnlyTheAnswerAfterThePrompt() {
        List<Message> prompt =
                List.of(
                        Message.of("user", "Hi"),
                        Message.of("assistant", "Hello"),
                        Message.of("user", "Bye"));
        PreferencePair pair =
                new PreferencePair(
                        prompt,
                        List.of(Message.of("assistant", "See you")),
                        List.of(Message.of("assistant", "No")),
                        "test");
        List<EncodedPair> encoded = EncodedPair.fitting(List.of(pair), new LetterChat(), 100);
        Chat.Encoded chosen = encoded.getFirst().chosen();
        StringBuilder counted = new StringBuilder();
        for (int i = 0; i < chosen.ids().length; i++) {
            counted.append(chosen.assistant()[i] ? (char) chosen.ids()[i] : "");
        }
        assertThat(counted).hasToString("See you\n");
        assertThat(EncodedPair.fitting(List.of(pair), new LetterChat(), 10)).isEmpty();
    }

    private static <B> void assertGradient(BigramLearner learner, Objective<B> objective, B batch) {
        objective.learn(learner, batch);
        double[] gradient = learner.gradients().clone();
        for (int i = 0; i < gradient.length; i += 7) {
            double up = lossAt(learner, objective, batch, i, STEP);
            double down = lossAt(learner, objective, batch, i, -STEP);
            assertThat(gradient[i])
                    .as("weight %d", i)
                    .isCloseTo((up - down) / (2 * STEP), offset(2e-4));
        }
    }

    private static <B> double lossAt(
            BigramLearner learner, Objective<B> objective, B batch, int weight, double change) {
        float before = learner.weights().getAtIndex(ValueLayout.JAVA_FLOAT, weight);
        learner.weights().setAtIndex(ValueLayout.JAVA_FLOAT, weight, (float) (before + change));
        double loss = objective.learn(learner, batch).loss();
        learner.weights().setAtIndex(ValueLayout.JAVA_FLOAT, weight, before);
        return loss;
    }

    /// Some steps away from the reference, so that margins are not zero.
    private static void moveAway(BigramLearner learner) {
        Random random = new Random(8);
        for (int i = 0; i < VOCABULARY * VOCABULARY; i++) {
            float weight = learner.weights().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            learner.weights()
                    .setAtIndex(
                            ValueLayout.JAVA_FLOAT,
                            i,
                            weight + (float) random.nextGaussian() * 0.5f);
        }
    }

    private PreferenceBatches source(BigramLearner learner) {
        List<EncodedPair> pairs = pairs(20, 1);
        return new PreferenceBatches(
                pairs,
                scores(learner, EncodedPair.rows(pairs), "reference"),
                new PreferenceBatches.Shape(1, 5),
                0,
                1);
    }

    private KtoBatches rated(BigramLearner learner, int pairs) {
        List<EncodedRating> ratings = ratings(pairs, 5);
        return new KtoBatches(
                ratings,
                scores(learner, EncodedRating.rows(ratings), "ratings"),
                new PreferenceBatches.Shape(1, 8),
                0,
                1);
    }

    private static List<EncodedRating> ratings(int pairs, long seed) {
        List<EncodedRating> ratings = new ArrayList<>();
        for (EncodedPair pair : pairs(pairs, seed)) {
            ratings.add(new EncodedRating(pair.chosen(), constant(), true));
            ratings.add(new EncodedRating(pair.rejected(), constant(), false));
        }
        return ratings;
    }

    private ReferenceScores scores(BigramLearner learner, List<Chat.Encoded> rows, String name) {
        return ReferenceScores.stored(
                folder.resolve(name + ".json"),
                learner,
                Hash.of("model"),
                rows,
                0,
                Progress.silent());
    }

    /// Chosen answers count up, rejected ones count down.
    private static List<EncodedPair> pairs(int count, long seed) {
        Random random = new Random(seed);
        List<EncodedPair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = 1 + random.nextInt(VOCABULARY - 1);
            int length = 4 + random.nextInt(8);
            pairs.add(new EncodedPair(row(start, length, 1), row(start, length + 2, -1)));
        }
        return pairs;
    }

    private static Chat.Encoded row(int start, int length, int step) {
        int[] ids = new int[length];
        boolean[] counted = new boolean[length];
        for (int i = 0; i < length; i++) {
            ids[i] = Math.floorMod(start + i * step, VOCABULARY);
            counted[i] = i >= 2;
        }
        return new Chat.Encoded(ids, counted);
    }

    /// An answer of no tokens, from which no drift can be told.
    private static Chat.Encoded constant() {
        return new Chat.Encoded(new int[] {1, 2}, new boolean[2]);
    }
}
