package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixedObjectiveTest {
    private static final int VOCABULARY = 60;
    private static final double BOUND = 0.02;

    @Test
    void learningAloneForgetsAndHoldingKeepsTheBound() {
        double free = divergenceAfterLearning(Optional.empty());
        double held = divergenceAfterLearning(Optional.of(BOUND));
        assertThat(held).isBetween(0.0, 0.4 * free);
    }

    @Test
    void thePriceOfForgettingRisesWithIt() {
        try (Weights weights = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Reference reference = new Reference(weights, Precision.FP32, 1)) {
            var hold = new MixedObjective.Hold(reference, BOUND);
            assertThat(hold.price(0)).isZero();
            assertThat(hold.price(-1e-9)).isZero();
            assertThat(hold.price(2 * BOUND)).isCloseTo(2 * hold.price(BOUND), within(1e-9));
        }
    }

    private static double divergenceAfterLearning(Optional<Double> bound) {
        TextRows learned = texts(1, 8);
        TextRows general = texts(2, 16);
        try (Weights before = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Weights weights = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Reference reference = new Reference(before, Precision.FP32, 1);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 1)) {
            var objective =
                    new MixedObjective(bound.map(b -> new MixedObjective.Hold(reference, b)));
            Mixture mixture =
                    bound.isPresent()
                            ? new Mixture(
                                    List.of(
                                            Mixture.Part.learned("learned", 1, learned),
                                            Mixture.Part.held("general", general)))
                            : new Mixture(List.of(Mixture.Part.learned("learned", 1, learned)));
            for (int step = 1; step <= 40; step++) {
                for (int micro = 0; micro < mixture.microBatches(); micro++) {
                    objective.learn(learner, mixture.batch(step, micro));
                }
                learner.step(AdamW.TUNING.step(step, 2e-3));
            }
            return mean(learner, texts(3, 16).batch(1, 0), reference);
        }
    }

    private static double mean(DecoderLearner learner, Batch batch, Reference reference) {
        float[] divergences = learner.divergences(batch, reference);
        double sum = 0;
        for (int i = 0; i < divergences.length; i++) {
            sum += (double) batch.weights()[i] * divergences[i];
        }
        return sum;
    }

    /// Random texts; those that are learned have one half of the vocabulary alone.
    private static TextRows texts(int seed, int rows) {
        Random random = new Random(seed);
        int[][] texts = new int[rows][20];
        for (int[] text : texts) {
            for (int i = 0; i < text.length; i++) {
                text[i] = random.nextInt(seed == 1 ? VOCABULARY / 2 : VOCABULARY);
            }
        }
        return new TextRows(List.of(texts), rows, 0, seed);
    }
}
