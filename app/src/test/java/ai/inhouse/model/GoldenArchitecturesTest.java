package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What transformers 5.23 computed in fp32 from tiny random checkpoints, computed again.
class GoldenArchitecturesTest {
    private static final double TOLERANCE = 2e-4;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "mistral", "smollm3", "gemma3"})
    void givesTheSameLossAndGradients(String name) throws Exception {
        Path source = checkpoint(name);
        JsonNode expected = Json.tree(source.resolve("expected.json"));
        Batch batch = batch(expected);
        try (LoadedModel model = ModelFolder.load(source);
                DecoderLearner learner = Learners.full(model.weights(), Precision.FP32, 2)) {
            assertSame(learner.logProbabilities(batch), batch, expected);
            assertThat(learner.lossAndGradient(batch))
                    .isCloseTo(expected.path("loss").asDouble(), within(TOLERANCE));
            float[] gradient = LearnerProbe.gradient(learner, model.weights().layout());
            for (ParameterLayout.Parameter p : model.weights().layout().parameters()) {
                assertThat(LearnerProbe.norm(gradient, p))
                        .as(p.name())
                        .isCloseTo(
                                expected.path("grad_norms").path(p.name()).asDouble(),
                                within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "mistral", "smollm3", "gemma3"})
    void computesTheSameOnceSavedAndLoadedAgain(String name) throws Exception {
        Path source = checkpoint(name);
        JsonNode expected = Json.tree(source.resolve("expected.json"));
        Batch batch = batch(expected);
        TokenizerFiles tokenizer =
                TokenizerFiles.of(
                        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}", "{}");
        try (LoadedModel model = ModelFolder.load(source)) {
            ModelFolder.save(
                    folder.resolve("saved"), model.weights(), tokenizer, Map.of(), ElementType.F32);
            try (LoadedModel again = ModelFolder.load(folder.resolve("saved"));
                    DecoderLearner learner = Learners.full(again.weights(), Precision.FP32, 1)) {
                assertThat(again.config()).isEqualTo(model.config());
                assertSame(learner.logProbabilities(batch), batch, expected);
            }
        }
    }

    private static void assertSame(float[] actual, Batch batch, JsonNode expected) {
        JsonNode values = expected.path("log_probabilities");
        int length = batch.length();
        for (int i = 0; i < values.size(); i++) {
            int at = i / (length - 1) * length + i % (length - 1);
            assertThat((double) actual[at]).isCloseTo(values.get(i).asDouble(), within(TOLERANCE));
        }
    }

    /// Each position's target is the token after it; the mean over all but the last ones.
    private static Batch batch(JsonNode expected) {
        JsonNode ids = expected.path("input_ids");
        int length = expected.path("length").asInt();
        int[] tokens = new int[ids.size()];
        int[] targets = new int[tokens.length];
        float[] weights = new float[tokens.length];
        Arrays.setAll(tokens, i -> ids.get(i).asInt());
        int rows = tokens.length / length;
        for (int i = 0; i < tokens.length; i++) {
            boolean counts = i % length < length - 1;
            targets[i] = counts ? tokens[i + 1] : 0;
            weights[i] = counts ? 1f / (rows * (length - 1)) : 0;
        }
        return new Batch(rows, length, tokens, targets, weights);
    }

    private static Path checkpoint(String name) throws Exception {
        var resource =
                GoldenArchitecturesTest.class.getResource(
                        "architectures/" + name + "/expected.json");
        return Path.of(Objects.requireNonNull(resource).toURI()).resolveSibling(".").normalize();
    }
}
