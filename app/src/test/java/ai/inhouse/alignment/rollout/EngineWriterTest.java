package ai.inhouse.alignment.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner.OptimizerStep;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineWriterTest {
    private static final int END = 0;
    private static final ModelConfig CONFIG = SmallModels.llama(24, 2, 256);

    @Test
    void writesUntilTheEndAndTellsWhereItWasCutOff() {
        try (Weights weights = Weights.random(CONFIG, 1);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2);
                EngineWriter writer = new EngineWriter(learner, List.of(END), 2)) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                prompts.add(new int[] {1 + i % 20, 2, 3});
            }
            List<Writer.Written> written = writer.write(prompts, 12, 1, 7);
            assertThat(written).hasSize(40);
            assertThat(written).anyMatch(Writer.Written::ended).anyMatch(one -> !one.ended());
            for (Writer.Written one : written) {
                int length = one.ids().length;
                assertThat(one.ended()).isEqualTo(one.ids()[length - 1] == END);
                assertThat(one.ended() || length == 12).isTrue();
                assertThat(Arrays.stream(one.ids()).limit(length - 1)).doesNotContain(END);
            }
            assertSame(writer.write(prompts, 12, 1, 7), written);
        }
    }

    @Test
    void writesWithTheWeightsThatTheLearnerHasNow() {
        try (Weights weights = Weights.random(CONFIG, 1);
                DecoderLearner learner =
                        Learners.lora(weights, LoraConfig.ofRank(4, 1), Precision.FP32, 2);
                EngineWriter writer = new EngineWriter(learner, List.of(END), 2)) {
            List<int[]> prompts = List.of(prompt(100), prompt(100), prompt(70));
            List<Writer.Written> before = writer.write(prompts, 12, 0, 0);
            Batch batch = batch();
            for (int step = 1; step <= 5; step++) {
                learner.lossAndGradient(batch);
                learner.step(new OptimizerStep(step, 1e-1, 0.9, 0.999, 1e-8, 0, 1));
            }
            List<Writer.Written> after = writer.write(prompts, 12, 0, 0);
            try (EngineWriter fresh = new EngineWriter(learner, List.of(END), 2)) {
                assertSame(fresh.write(prompts, 12, 0, 0), after);
            }
            assertThat(after.getFirst().ids()).isNotEqualTo(before.getFirst().ids());
        }
    }

    private static void assertSame(List<Writer.Written> one, List<Writer.Written> other) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i).ids()).containsExactly(other.get(i).ids());
        }
    }

    private static int[] prompt(int length) {
        int[] ids = new int[length];
        Arrays.setAll(ids, i -> 1 + i * 7 % 23);
        return ids;
    }

    private static Batch batch() {
        int[] tokens = prompt(32);
        float[] weights = new float[32];
        Arrays.fill(weights, 1);
        return new Batch(1, 32, tokens, Arrays.stream(tokens).map(i -> 23 - i).toArray(), weights);
    }
}
