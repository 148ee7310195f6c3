package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.Shared;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreHeadTest {
    @TempDir private Path folder;

    static Stream<ModelConfig> models() {
        return TinyModels.all().map(ModelConfig::scored);
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAgreeWithFiniteDifferences(ModelConfig config) {
        Batch batch = TinyModels.batch(3, 13, 1);
        try (Weights weights = TinyModels.weights(config, 2);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            // A pass of the other kind leaves gradients behind, which must not be taken for these.
            learner.lossAndGradient(batch);
            learner.gradients().clear();
            agrees(learner, weights.layout(), weights.memory(), batch);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void adaptersAreTrainedWithTheWholeHead(ModelConfig config) {
        Batch batch = TinyModels.batch(3, 13, 1);
        LoraConfig lora = LoraConfig.ofRank(3, 1);
        ParameterLayout layout = lora.layout(config);
        try (Weights weights = TinyModels.weights(config, 2);
                DecoderLearner whole = Learners.full(weights, Precision.FP32, 2);
                DecoderLearner learner = Learners.lora(weights, lora, Precision.FP32, 2)) {
            assertThat(learner.scores(batch)).containsExactly(whole.scores(batch));
            for (int step = 1; step <= 3; step++) {
                learner.forwardScores(batch);
                learner.backwardScores(batch.weights());
                learner.step(TinyModels.step(step));
            }
            MemorySegment masters =
                    learner.state()
                            .getFirst()
                            .memory()
                            .reinterpret(layout.elements() * Float.BYTES);
            agrees(learner, layout, masters, batch);
            try (Weights merged = learner.mergedWeights();
                    DecoderLearner read = Learners.full(merged, Precision.FP32, 2)) {
                float[] scores = learner.scores(batch);
                for (int i = 0; i < scores.length; i++) {
                    assertThat(read.scores(batch)[i]).isCloseTo(scores[i], within(1e-4f));
                }
            }
        }
    }

    private static void agrees(
            DecoderLearner learner, ParameterLayout layout, MemorySegment masters, Batch batch) {
        float[] scores = learner.forwardScores(batch);
        assertThat(scores).containsExactly(learner.scores(batch));
        learner.forwardScores(batch);
        learner.backwardScores(batch.weights());
        float[] gradient = LearnerProbe.gradient(learner, layout);
        for (ParameterLayout.Parameter p : layout.parameters()) {
            double norm = LearnerProbe.norm(gradient, p);
            double slope =
                    LearnerProbe.slope(learner, () -> sum(learner, batch), masters, gradient, p);
            assertThat(slope).as(p.name()).isCloseTo(norm, within(0.02 * norm + 2e-3));
        }
    }

    private static double sum(DecoderLearner learner, Batch batch) {
        float[] scores = learner.scores(batch);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += (double) batch.weights()[i] * scores[i];
        }
        return sum;
    }

    @Test
    void scoresOnlyWhatCountsAndNeedsAHead() {
        Batch batch = TinyModels.batch(2, 9, 3);
        try (Weights plain = TinyModels.weights(TinyModels.llama(), 4);
                Weights scored = plain.scored(5);
                DecoderLearner writer = Learners.full(plain, Precision.FP32, 2);
                DecoderLearner scorer = Learners.full(scored, Precision.FP32, 2)) {
            float[] scores = scorer.scores(batch);
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i] == 0).isEqualTo(batch.weights()[i] == 0);
            }
            assertThatThrownBy(() -> writer.scores(batch))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isReadBackFromAStandardFolder(ModelConfig config) {
        Path tokenizer = Shared.path("golden/tokenizer");
        ModelConfig wide = withVocabulary(config, 320);
        Batch batch = TinyModels.batch(2, 9, 3);
        try (Weights weights = Weights.random(wide, 6)) {
            ModelFolder.save(
                    folder.resolve("judge"),
                    weights,
                    TokenizerFiles.in(tokenizer),
                    Map.of(),
                    ElementType.F32);
            try (LoadedModel read = ModelFolder.load(folder.resolve("judge"));
                    DecoderLearner before = Learners.full(weights, Precision.FP32, 1);
                    DecoderLearner after = Learners.full(read.weights(), Precision.FP32, 1)) {
                assertThat(read.config()).isEqualTo(wide);
                assertThat(after.scores(batch)).containsExactly(before.scores(batch));
            }
        }
        var json = Json.tree(folder.resolve("judge/config.json"));
        assertThat(json.path("architectures").path(0).asString())
                .endsWith("ForSequenceClassification");
        assertThat(json.path("id2label").size()).isOne();
        assertThat(Files.exists(folder.resolve("judge/tokenizer.json"))).isTrue();
        assertThatThrownBy(
                        () ->
                                GgufExporter.export(
                                        folder.resolve("judge"),
                                        "judge",
                                        GgufType.F16,
                                        folder.resolve("judge.gguf")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("reward model");
    }

    private static ModelConfig withVocabulary(ModelConfig c, int size) {
        return new ModelConfig(
                c.architecture(),
                size,
                c.hiddenSize(),
                c.intermediateSize(),
                c.layers(),
                c.heads(),
                c.keyValueHeads(),
                c.headSize(),
                c.maxLength(),
                c.ropeTheta(),
                c.ropeScaling(),
                c.normEpsilon(),
                c.tiedEmbeddings(),
                c.qkvBias(),
                c.qkNorm(),
                c.pattern(),
                c.scoreHead());
    }
}
