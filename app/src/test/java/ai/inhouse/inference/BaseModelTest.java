package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ModelImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The real base model, imported from its GGUF file, against what transformers computes of the same
/// weights in fp32.
class BaseModelTest {
    private static final int END_OF_TURN = 2;

    @TempDir static Path folder;
    private static LoadedModel model;
    private static List<float[]> exact;

    @BeforeAll
    static void load() {
        Path gguf = Shared.path("base-models/SmolLM2-135M-Instruct.Q4_1.gguf");
        Path imported = ModelImporter.importFrom(gguf, folder.resolve("smollm2")).folder();
        model = ModelFolder.load(imported);
        exact = LogitProbe.logits(model.weights(), WeightFormat.F32, prompts(), 2);
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void findsTheSameTenLikeliestTokens() {
        int end = 0;
        for (JsonNode row : cases()) {
            end += row.path("ids").size();
            float[] logits = exact.get(end - 1);
            double sum = Curves.logSumExp(logits.clone(), 0, logits.length);
            for (JsonNode pair : row.path("top10")) {
                assertThat(logits[pair.get(0).asInt()] - sum)
                        .isCloseTo(pair.get(1).asDouble(), within(1e-3));
            }
            assertThat(Curves.argMax(logits, 0, logits.length))
                    .isEqualTo(row.path("top10").get(0).get(0).asInt());
        }
    }

    @Test
    void writesTheSameGreedyTextInFullPrecision() {
        try (Generator generator = Generators.open(model.weights(), WeightFormat.F32, 2)) {
            List<Generator.Completion> completions =
                    generator.generate(
                            List.of(prompts()),
                            Generator.Sampling.greedy(40, List.of(END_OF_TURN)));
            for (int i = 0; i < completions.size(); i++) {
                int[] golden = ints(cases().get(i).path("greedy_ids"));
                assertThat(completions.get(i).ids())
                        .containsExactly(Arrays.copyOf(golden, golden.length - 1));
                assertThat(completions.get(i).finish()).isEqualTo(Generator.Finish.STOP);
            }
        }
    }

    /// Rounding each weight to 8 bits changes the logits of this model by a few percent (bf16 by a
    /// quarter of that), as it does in other engines; what is certain stays so.
    @ParameterizedTest
    @CsvSource({"BF16, 0.02", "Q8_0, 0.05"})
    void staysCloseToFullPrecisionInSmallerFormats(WeightFormat format, double limit) {
        List<float[]> logits = LogitProbe.logits(model.weights(), format, prompts(), 2);
        assertThat(error(logits)).as("relative L2 error").isLessThan(limit);
        assertThatWhatIsCertainStaysSo(logits);
    }

    private static void assertThatWhatIsCertainStaysSo(List<float[]> logits) {
        for (int i = 0; i < exact.size(); i++) {
            float[] expected = exact.get(i);
            float[] actual = logits.get(i);
            int best = Curves.argMax(expected, 0, expected.length);
            if (margin(expected, best) > 0.5) {
                assertThat(Curves.argMax(actual, 0, actual.length)).isEqualTo(best);
            }
        }
    }

    /// The file's weights are Q4_1, so in that format nothing is rounded again.
    @Test
    void computesAsInFullPrecisionInTheFormatOfTheFile() {
        List<float[]> logits = LogitProbe.logits(model.weights(), WeightFormat.Q4_1, prompts(), 2);
        assertThat(error(logits)).as("relative L2 error").isLessThan(1e-4);
    }

    /// The blocks themselves, not packed again from what they decode to.
    @Test
    void computesAsInFullPrecisionInTheBlocksOfTheFile() {
        try (GgufWeights file = ModelFolder.blocks(model.folder())) {
            List<float[]> logits = LogitProbe.logits(new FileBlocks(file), prompts());
            assertThat(error(logits)).as("relative L2 error").isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"BF16, 0.03", "Q8_0, 0.05", "Q4_1, 0.02"})
    void staysCloseToFullPrecisionByMatrixProducts(WeightFormat format, double limit) {
        List<float[]> logits =
                LogitProbe.logits(model.weights(), format, Arithmetic.FAST, prompts(), 2);
        assertThat(error(logits)).as("relative L2 error").isLessThan(limit);
        assertThatWhatIsCertainStaysSo(logits);
    }

    private static double error(List<float[]> logits) {
        return LogitProbe.error(exact, logits);
    }

    private static double margin(float[] logits, int best) {
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            second = i == best ? second : Math.max(second, logits[i]);
        }
        return logits[best] - second;
    }

    private static JsonNode cases() {
        return Json.tree(Shared.path("golden/smollm2-135m.json")).path("cases");
    }

    private static int[][] prompts() {
        List<int[]> prompts = new ArrayList<>();
        cases().forEach(row -> prompts.add(ints(row.path("ids"))));
        return prompts.toArray(int[][]::new);
    }

    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }
}
