package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.Shared;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.model.Batch;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.GoldenFolder;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.PeftFolder;
import ai.inhouse.model.Precision;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdapterShelfTest {
    @TempDir Path folder;
    private Workspace workspace;
    private ModelShelf models;
    private AdapterShelf adapters;

    @BeforeEach
    void importTheBase() throws IOException {
        workspace = Workspace.create(folder.resolve("workspace"));
        models = new ModelShelf(workspace, Clock.systemUTC());
        adapters = new AdapterShelf(workspace, models);
        Path source = GoldenFolder.copy("llama-gqa-tied", folder.resolve("source"));
        models.add(source, "base");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void keepsAnAdapterBesideItsBaseAndMergesIt() throws Exception {
        adapters.add(peft(), "base", "support", AccessLabel.INTERNAL);
        assertThat(adapters.all())
                .extracting(AdapterShelf.Entry::base, AdapterShelf.Entry::name)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("base", "support"));
        assertThat(PeftFolder.isOne(workspace.model("base").resolve("adapters/support"))).isTrue();

        adapters.merge(adapters.find("base/support"), "merged");
        JsonNode expected = Json.tree(peft().resolve("expected.json"));
        try (LoadedModel merged = models.load("merged");
                DecoderLearner learner = Learners.full(merged.weights(), Precision.FP32, 1)) {
            assertThat(loss(learner)).isCloseTo(expected.path("loss").asDouble(), within(0.01));
        }
        assertThat(ai.inhouse.model.ModelFolder.lineage(workspace.model("merged")).orElseThrow())
                .asString()
                .contains("\"stage\":\"merge\"", "\"adapter\":\"support\"");
    }

    /// The mean over all positions of the golden rows; the merged model is stored as bf16.
    private static double loss(DecoderLearner learner) throws IOException {
        Path file = Shared.path("golden/models/llama-gqa-tied").resolve("expected.safetensors");
        long[] ids;
        long[] labels;
        try (var tensors = ai.inhouse.model.SafetensorsFile.open(file)) {
            ids = longs(tensors.bytes("input_ids"));
            labels = longs(tensors.bytes("labels"));
        }
        int length = ids.length / 2;
        int[] tokens = new int[ids.length];
        int[] targets = new int[ids.length];
        float[] weights = new float[ids.length];
        int counted = 0;
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = (int) ids[i];
            boolean counts = i % length < length - 1 && labels[i + 1] >= 0;
            targets[i] = counts ? (int) labels[i + 1] : 0;
            weights[i] = counts ? 1 : 0;
            counted += counts ? 1 : 0;
        }
        return learner.lossAndGradient(new Batch(2, length, tokens, targets, weights)) / counted;
    }

    private static long[] longs(java.lang.foreign.MemorySegment bytes) {
        return bytes.toArray(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED);
    }

    @Test
    void namesTheAdaptersThereAre() throws Exception {
        adapters.add(peft(), "base", "support", AccessLabel.INTERNAL);
        assertThatThrownBy(() -> adapters.find("suport"))
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.next()).contains("base/support"));
    }

    @Test
    void keepsNothingThatDoesNotFit() throws Exception {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        try (var files = Files.list(peft())) {
            for (Path file : files.toList()) {
                Files.copy(file, broken.resolve(file.getFileName()));
            }
        }
        String config = Files.readString(broken.resolve("adapter_config.json"));
        Files.writeString(
                broken.resolve("adapter_config.json"), config.replace("\"r\": 4", "\"r\": 8"));
        assertThatThrownBy(() -> adapters.add(broken, "base", "support", AccessLabel.INTERNAL))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("instead of [8, 64]");
        assertThat(adapters.all()).isEmpty();
        assertThatThrownBy(() -> adapters.add(peft(), "base", "../evil", AccessLabel.INTERNAL))
                .isInstanceOf(InhouseException.class);
    }

    private static Path peft() throws URISyntaxException {
        var resource = PeftFolder.class.getResource("peft/dora/expected.json");
        return Path.of(Objects.requireNonNull(resource).toURI()).resolveSibling(".").normalize();
    }
}
