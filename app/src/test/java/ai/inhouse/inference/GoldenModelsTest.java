package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.SafetensorsFile;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Against what transformers computes of the same checkpoints in fp32.
class GoldenModelsTest {
    private static final int ROWS = 2;
    private static final int LENGTH = 48;

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void computesTheSameLogitsAndTheSameGreedyText(String name) {
        Path folder = Shared.path("golden/models/" + name);
        try (LoadedModel model = ModelFolder.load(folder);
                SafetensorsFile expected =
                        SafetensorsFile.open(folder.resolve("expected.safetensors"))) {
            int[][] ids = ids(expected);
            int vocabulary = model.config().vocabularySize();
            float[] golden =
                    expected.bytes("logits")
                            .toArray(
                                    ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
                                            ByteOrder.LITTLE_ENDIAN));
            for (int threads : new int[] {1, 3}) {
                List<float[]> logits =
                        LogitProbe.logits(model.weights(), WeightFormat.F32, ids, threads);
                for (int i = 0; i < ROWS * LENGTH; i++) {
                    float[] row = Arrays.copyOfRange(golden, i * vocabulary, (i + 1) * vocabulary);
                    assertThat(logits.get(i)).containsExactly(row, Offset.offset(1e-4f));
                }
            }
            try (Generator generator = Generators.open(model.weights(), WeightFormat.F32, 2)) {
                // The golden text begins with the prompt: the first 8 tokens.
                int[] greedy = ints(Json.tree(folder.resolve("expected.json")).path("greedy"));
                Generator.Completion completion =
                        generator.stream(
                                Arrays.copyOf(greedy, 8),
                                Generator.Sampling.greedy(greedy.length - 8, List.of()),
                                id -> true);
                assertThat(completion.ids())
                        .containsExactly(Arrays.copyOfRange(greedy, 8, greedy.length));
                assertThat(completion.finish()).isEqualTo(Generator.Finish.LENGTH);
            }
        }
    }

    private static int[][] ids(SafetensorsFile expected) {
        var layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        long[] all = expected.bytes("input_ids").toArray(layout);
        int[][] ids = new int[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            ids[row] =
                    Arrays.stream(all, row * LENGTH, (row + 1) * LENGTH)
                            .mapToInt(Math::toIntExact)
                            .toArray();
        }
        return ids;
    }

    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }
}
