package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.GoldenFolder;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.Precision;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.serving.KeyFile;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.Surroundings;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Adapters of a real workspace behind a real server.
class ServedAdaptersTest {
    private static final String TEMPLATE =
            "{% for m in messages %}{{ m.content }}{% endfor %}{{ eos_token }}";

    @TempDir Path folder;
    private Workspace workspace;
    private ModelShelf models;
    private AdapterShelf adapters;
    private OpenModel open;
    private KeyFile keys;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void openTheBase() throws IOException {
        workspace = Workspace.create(folder.resolve("workspace"));
        models = new ModelShelf(workspace, Clock.systemUTC());
        adapters = new AdapterShelf(workspace, models);
        Path source = GoldenFolder.copy("llama-gqa-tied", folder.resolve("source"));
        Path config = source.resolve("tokenizer_config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\\{", "{\"chat_template\": " + Json.write(TEMPLATE) + ","));
        models.add(source, "base");
        EngineOptions options = EngineOptions.fast(1).withKeyValueBytes(OptionalLong.of(64L << 20));
        open = OpenModel.open("base", models.find("base"), WeightFormat.F32, options);
        keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
    }

    @AfterEach
    void close() {
        http.close();
        open.close();
        workspace.close();
    }

    /// Registers an adapter that has learned something of its own.
    private void train(String name, int rank, long seed, String label) {
        Random random = new Random(seed);
        LoraConfig lora = LoraConfig.ofRank(rank, seed);
        try (LoadedModel base = models.load("base");
                DecoderLearner learner = Learners.lora(base.weights(), lora, Precision.FP32, 1);
                Adapter adapter = learner.adapter().orElseThrow()) {
            for (int layer = 0; layer < base.config().layers(); layer++) {
                for (LoraTarget target : LoraTarget.values()) {
                    MemorySegment b = adapter.b(layer, target);
                    for (long i = 0; i < b.byteSize() / Float.BYTES; i++) {
                        b.setAtIndex(
                                ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 0.3f);
                    }
                }
            }
            adapters.save("base", name, adapter, AccessLabel.parse(label), List.of());
        }
    }

    private ServedAdapters served(Optional<Set<String>> only, long bytes) {
        return new ServedAdapters(adapters, open, "base", only, bytes, entry -> {});
    }

    private ApiServer start(Adapters offered) {
        return ApiServer.start(
                Address.plain("127.0.0.1", 0),
                List.of(model("base", offered)),
                keys,
                Limits.DEFAULT,
                Surroundings.NONE.with(new AuditLog(folder.resolve("audit.jsonl"))));
    }

    private ServedModel model(String name, Adapters offered) {
        return new ServedModel(
                name,
                open.generator(),
                open.tokenizer(),
                open.chat(),
                open.contextLength(),
                ServedModel.Defaults.OPENAI,
                offered);
    }

    private HttpResponse<String> send(ApiServer server, String key, String path, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key);
        return http.send(
                body.isEmpty()
                        ? request.build()
                        : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(ApiServer server, String key, String model)
            throws IOException, InterruptedException {
        return send(
                server,
                key,
                "/v1/completions",
                """
                {"model": "%s", "prompt": [[5, 9, 40, 41, 42]], "max_tokens": 12,
                 "temperature": 0, "logprobs": 0}
                """
                        .formatted(model));
    }

    private String tokens(ApiServer server, String key, String model) throws Exception {
        HttpResponse<String> response = ask(server, key, model);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = Json.tree(response.body(), "answer");
        assertThat(answer.path("model").asString()).isEqualTo(model);
        return answer.at("/choices/0/logprobs/tokens").toString();
    }

    private List<String> listed(ApiServer server, String key) throws Exception {
        return Json.tree(send(server, key, "/v1/models", "").body(), "models")
                .path("data")
                .valueStream()
                .map(m -> m.path("id").asString() + " of " + m.path("parent").asString("none"))
                .toList();
    }

    private String key(String name, String level, List<String> groups, List<String> only) {
        return keys.create(
                name,
                new KeyFile.Terms(
                        AccessLabel.Level.valueOf(level), groups, only, 0, 0, Optional.empty()));
    }

    @Test
    void answersByNameAndOnlyForThoseWhoAreClearedForIt() throws Exception {
        train("support", 4, 1, "internal");
        train("legal", 2, 2, "restricted:law");
        String staff = key("staff", "INTERNAL", List.of(), List.of());
        String lawyer = key("lawyer", "RESTRICTED", List.of("law"), List.of());
        String trial = key("trial", "INTERNAL", List.of(), List.of("base"));
        try (ApiServer server = start(served(Optional.empty(), 64 << 20))) {
            assertThat(listed(server, staff)).containsExactly("base of none", "support of base");
            assertThat(listed(server, lawyer))
                    .containsExactly("base of none", "legal of base", "support of base");
            Set<String> answers =
                    Set.of(
                            tokens(server, lawyer, "base"),
                            tokens(server, lawyer, "legal"),
                            tokens(server, lawyer, "support"));
            assertThat(answers).hasSize(3);
            assertThat(tokens(server, staff, "support")).isIn(answers);

            HttpResponse<String> hidden = ask(server, staff, "legal");
            HttpResponse<String> absent = ask(server, staff, "nobody");
            assertThat(hidden.statusCode()).isEqualTo(404);
            assertThat(hidden.body()).isEqualTo(absent.body().replace("nobody", "legal"));
            assertThat(ask(server, staff, "base/legal").statusCode()).isEqualTo(404);
            assertThat(send(server, staff, "/v1/models/legal", "").statusCode()).isEqualTo(404);
            assertThat(ask(server, trial, "support").statusCode()).isEqualTo(403);
        }
        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains("\"model\":\"legal\"")
                .contains("\"labels\":[\"restricted:law\"]");
    }

    @Test
    void seesAdaptersComeChangeAndGoWhileItServes() throws Exception {
        String key = key("staff", "INTERNAL", List.of(), List.of());
        try (ApiServer server = start(served(Optional.empty(), 64 << 20))) {
            String base = tokens(server, key, "base");
            assertThat(ask(server, key, "support").statusCode()).isEqualTo(404);
            train("support", 4, 1, "public");
            String first = tokens(server, key, "support");
            assertThat(first).isNotEqualTo(base);
            assertThat(tokens(server, key, "support")).isEqualTo(first);
            train("support", 4, 9, "public");
            assertThat(tokens(server, key, "support")).isNotEqualTo(first);
            try (var files = Files.walk(adapters.find("support").folder())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            assertThat(ask(server, key, "support").statusCode()).isEqualTo(404);
            assertThat(tokens(server, key, "base")).isEqualTo(base);
        }
    }

    @Test
    void answersBesideTheModelInThePlaceOfOneThatIsWithdrawnAsItBegins() throws Exception {
        train("support", 4, 1, "public");
        String key = key("staff", "INTERNAL", List.of(), List.of());
        ServedAdapters real = served(Optional.empty(), 64 << 20);
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Adapters leaving =
                new Adapters() {
                    @Override
                    public List<Offered> offered() {
                        return real.offered();
                    }

                    @Override
                    public Optional<Use> use(String name) {
                        meanwhile.getAndSet(() -> {}).run();
                        return real.use(name);
                    }
                };
        try (ApiServer server = start(leaving)) {
            String before = tokens(server, key, "support");
            meanwhile.set(
                    () -> {
                        server.offer(model("next", real));
                        server.withdraw("base").join();
                    });
            assertThat(tokens(server, key, "support")).isEqualTo(before);
            assertThat(listed(server, key)).containsExactly("next of none", "support of next");
        }
    }

    @Test
    void makesRoomByWhatWasNotAskedForLongest() {
        train("a", 4, 1, "public");
        train("b", 4, 2, "public");
        train("c", 4, 3, "public");
        train("huge", 32, 4, "public");
        long one;
        try (Adapters.Use use = served(Optional.empty(), 64 << 20).use("a").orElseThrow()) {
            one = use.weights().bytes();
        }
        ServedAdapters two = served(Optional.empty(), 2 * one);
        try (Adapters.Use a = two.use("a").orElseThrow()) {
            two.use("b").orElseThrow().close();
            try (Adapters.Use c = two.use("c").orElseThrow()) {
                assertThat(two.use("a").orElseThrow().weights()).isSameAs(a.weights());
                assertThat(c.weights()).isNotSameAs(a.weights());
                assertThat(two.use("b")).as("while both others are in use").isEmpty();
            }
            assertThat(two.use("b")).isPresent();
        }
        assertThatThrownBy(() -> two.use("huge"))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.next()).contains("--adapter-memory"))
                .hasMessageContaining("for adapters");
    }

    @Test
    void offersOnlyThoseThatWereNamedAndSaysWhichThereAre() throws Exception {
        train("support", 4, 1, "internal");
        train("other", 4, 2, "internal");
        ServedAdapters named = served(Optional.of(Set.of("support")), 64 << 20);
        assertThat(named.offered()).extracting(Adapters.Offered::name).containsExactly("support");
        assertThatThrownBy(() -> named.use("other")).isInstanceOf(InhouseException.class);
        assertThatThrownBy(() -> served(Optional.of(Set.of("suport")), 64 << 20))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.next()).isEqualTo("Name one of: other, support"));
    }

    @Test
    void asksBeforeEachUseWhetherAnAdapterMayAnswerYet() {
        train("support", 4, 1, "internal");
        Set<String> withdrawn = new HashSet<>();
        ServedAdapters served =
                new ServedAdapters(
                        adapters,
                        open,
                        "base",
                        Optional.empty(),
                        64 << 20,
                        entry -> {
                            if (withdrawn.contains(entry.name())) {
                                throw InhouseException.refused(
                                        "asking", entry.name(), "no", "wait");
                            }
                        });
        served.use("support").orElseThrow().close();
        withdrawn.add("support");
        assertThatThrownBy(() -> served.use("support")).hasMessageContaining("asking (support)");
    }

    @Test
    void offersNobodyAnAdapterWhoseLabelCannotBeRead() throws Exception {
        train("support", 4, 1, "internal");
        Path lineage = adapters.find("support").folder().resolve("inhouse.json");
        Files.writeString(lineage, "{\"label\": \"secret\"}");
        assertThat(served(Optional.empty(), 64 << 20).offered()).isEmpty();
        Files.delete(lineage);
        assertThat(served(Optional.empty(), 64 << 20).offered())
                .extracting(offered -> offered.label().toString())
                .containsExactly("internal");
    }
}
