package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Adapters that PEFT 0.21 made on a tiny checkpoint, with what it computed from them in fp32.
class PeftFolderTest {
    private static final double TOLERANCE = 2e-4;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "rslora", "dora"})
    void computesWhatPeftComputes(String name) throws Exception {
        GoldenModel model = GoldenModel.read("llama-gqa-tied");
        JsonNode expected = Json.tree(peft(name).resolve("expected.json"));
        Batch batch = model.batch();
        try (Weights base = model.weights();
                Adapter adapter = PeftFolder.read(peft(name), model.config());
                DecoderLearner learner = Learners.lora(base, adapter.lora(), Precision.FP32, 2)) {
            take(learner, adapter);
            assertSame(learner.logProbabilities(batch), batch, expected);
            double loss = learner.lossAndGradient(batch);
            assertThat(loss).isCloseTo(expected.path("loss").asDouble(), within(TOLERANCE));
            float[] gradient = LearnerProbe.gradient(learner, adapter.layout());
            for (ParameterLayout.Parameter p : adapter.layout().parameters()) {
                String key =
                        p.name().endsWith(LoraConfig.MAGNITUDE) ? p.name() + ".weight" : p.name();
                double norm = expected.path("grad_norms").path(key).asDouble();
                assertThat(LearnerProbe.norm(gradient, p))
                        .as(p.name())
                        .isCloseTo(norm, within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "rslora", "dora"})
    void mergesToWhatPeftComputes(String name) throws Exception {
        GoldenModel model = GoldenModel.read("llama-gqa-tied");
        JsonNode expected = Json.tree(peft(name).resolve("expected.json"));
        try (Weights weights = model.weights();
                Adapter adapter = PeftFolder.read(peft(name), model.config())) {
            adapter.mergeInto(weights);
            try (DecoderLearner plain = Learners.full(weights, Precision.FP32, 1)) {
                Batch batch = model.batch();
                assertSame(plain.logProbabilities(batch), batch, expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "rslora", "dora"})
    void readsBackWhatItWrites(String name) throws Exception {
        GoldenModel model = GoldenModel.read("llama-gqa-tied");
        try (Adapter adapter = PeftFolder.read(peft(name), model.config())) {
            PeftFolder.write(folder.resolve("out"), adapter, "base", Map.of());
            try (Adapter again = PeftFolder.read(folder.resolve("out"), model.config())) {
                assertThat(again.lora()).isEqualTo(adapter.lora());
                for (ParameterLayout.Parameter p : adapter.layout().parameters()) {
                    assertThat(again.segment(p).mismatch(adapter.segment(p))).isEqualTo(-1);
                }
            }
        }
        assertThat(
                        Json.tree(folder.resolve("out/adapter_config.json"))
                                .path("peft_type")
                                .asString())
                .isEqualTo("LORA");
    }

    @Test
    void refusesWhatItCouldNotAddExactly() throws Exception {
        ModelConfig config = TinyModels.llama();
        Path broken = copy("plain");
        ObjectNode json = (ObjectNode) Json.tree(broken.resolve("adapter_config.json"));
        json.put("bias", "all").put("init_lora_weights", "pissa");
        json.putArray("modules_to_save").add("lm_head");
        json.putArray("target_modules").add("q_proj").add("wqkv");
        Files.writeString(broken.resolve("adapter_config.json"), Json.write(json));
        assertThatThrownBy(() -> PeftFolder.read(broken, config))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("trained biases")
                .hasMessageContaining("pissa")
                .hasMessageContaining("modules_to_save")
                .hasMessageContaining("the target module wqkv is unknown");
    }

    @Test
    void refusesAnAdapterOfAnotherModel() throws Exception {
        assertThatThrownBy(() -> PeftFolder.read(peft("plain"), TinyModels.llama()))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("lora_A.weight has the shape [4, 64] instead of [4, 22]");
    }

    private static void assertSame(float[] actual, Batch batch, JsonNode expected) {
        JsonNode values = expected.path("log_probabilities");
        int length = batch.length();
        for (int i = 0; i < values.size(); i++) {
            int at = i / (length - 1) * length + i % (length - 1);
            if (batch.weights()[at] > 0) {
                assertThat((double) actual[at])
                        .isCloseTo(values.get(i).asDouble(), within(TOLERANCE));
            }
        }
    }

    /// Puts an adapter into a learner, as a restored checkpoint would.
    private static void take(DecoderLearner learner, Adapter adapter) {
        Map<String, Learner.StateTensor> state =
                learner.state().stream()
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        Learner.StateTensor::name, tensor -> tensor));
        for (ParameterLayout.Parameter p : adapter.layout().parameters()) {
            Objects.requireNonNull(state.get(p.name())).memory().copyFrom(adapter.segment(p));
        }
        learner.refresh();
    }

    private Path copy(String name) throws IOException, URISyntaxException {
        Path target = Files.createDirectories(folder.resolve(name));
        try (var files = Files.list(peft(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }

    private static Path peft(String name) throws URISyntaxException {
        var resource = PeftFolderTest.class.getResource("peft/" + name + "/expected.json");
        return Path.of(Objects.requireNonNull(resource).toURI()).resolveSibling(".").normalize();
    }
}
