package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Json;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What transformers 5.23 computed in fp32 from tiny random checkpoints, scored by the engine that
/// generates.
class GoldenArchitecturesTest {
    @ParameterizedTest
    @ValueSource(strings = {"yarn", "mistral", "smollm3", "gemma3"})
    void scoresAsTransformersDoes(String name) throws URISyntaxException {
        Path folder = checkpoint(name);
        JsonNode expected = Json.tree(folder.resolve("expected.json"));
        int length = expected.path("length").asInt();
        try (LoadedModel model = ModelFolder.load(folder);
                Generator generator =
                        Generators.open(model.weights(), WeightFormat.F32, Arithmetic.EXACT, 2)) {
            for (int row = 0; row < expected.path("input_ids").size() / length; row++) {
                int[] ids = new int[length];
                for (int i = 0; i < length; i++) {
                    ids[i] = expected.path("input_ids").get(row * length + i).asInt();
                }
                float[] scores = generator.score(ids);
                for (int i = 0; i < length - 1; i++) {
                    int at = row * (length - 1) + i;
                    assertThat((double) scores[i])
                            .as("row %d, token %d", row, i)
                            .isCloseTo(
                                    expected.path("log_probabilities").get(at).asDouble(),
                                    within(2e-4));
                }
            }
        }
    }

    private static Path checkpoint(String name) throws URISyntaxException {
        var resource = LoadedModel.class.getResource("architectures/" + name + "/expected.json");
        return Path.of(Objects.requireNonNull(resource).toURI()).resolveSibling(".").normalize();
    }
}
