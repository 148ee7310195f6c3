package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.identity.Clearance;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.IndexBuilder;
import ai.inhouse.retrieval.SampleLibrary;
import ai.inhouse.retrieval.Support;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Grounded answers over HTTP, with a real index and a model that says what it was given.
class GroundedChatTest {
    private static final String GROUNDED = "\"grounded\":true";
    private static final String STRICT = GROUNDED + ",\"strict\":true";
    private static final String HOTEL = "What may a hotel cost?";
    private static final String MERGER = "What will the merger with Halvorsen cost?";

    @TempDir private static Path shared;
    private static SampleLibrary library;
    private static Grounding grounding;

    @TempDir private Path folder;
    private Parrot parrot;
    private KeyFile keys;
    private AuditLog audit;
    private ApiServer server;
    private Client client;

    @BeforeAll
    static void index() throws Exception {
        library =
                new SampleLibrary(shared)
                        .add(
                                "internal",
                                "docs/travel.md",
                                "# Travel policy\n\n## Hotels\n\nA hotel may cost 130 euros a night,"
                                        + " and a guest house eighty.\n")
                        .add(
                                "restricted:board",
                                "docs/merger.md",
                                "# Merger\n\nThe merger with Halvorsen will cost nine million euros,"
                                        + " which nobody knows yet.\n")
                        .seal();
        grounding = library.grounding();
    }

    @AfterAll
    static void closeIndex() {
        grounding.close();
        library.close();
    }

    @BeforeEach
    void start() {
        parrot = TestModels.quick();
        keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        audit = new AuditLog(folder.resolve("audit.jsonl"));
        server = start(Optional.of(grounding), 3_000);
        client = new Client(server.port());
    }

    private ApiServer start(Optional<Grounding> documents, int contextLength) {
        return ApiServer.start(
                Address.plain("127.0.0.1", 0),
                List.of(TestModels.parrot("parrot", parrot, contextLength)),
                keys,
                Limits.DEFAULT,
                Surroundings.NONE.with(audit).with(documents));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private String key(String name, AccessLabel.Level level, String... groups) {
        return keys.create(
                name, new KeyFile.Terms(level, List.of(groups), List.of(), 0, 0, Optional.empty()));
    }

    private HttpResponse<String> ask(String key, String question, String fields) throws Exception {
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Client.chatBody(question, fields)))
                        .build();
        HttpResponse<String> response = client.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static String text(JsonNode answer) {
        return answer.at("/choices/0/message/content").asString();
    }

    @Test
    void putsPassagesBeforeTheQuestionAndNamesTheirSources() throws Exception {
        HttpResponse<String> response = client.chat(HOTEL, GROUNDED);
        JsonNode answer = Client.tree(response);
        assertThat(text(answer)).contains("130 euros a night").endsWith(HOTEL);
        JsonNode grounds = answer.path("grounding");
        assertThat(grounds.path("supported").booleanValue()).isTrue();
        JsonNode source = grounds.path("sources").get(0);
        assertThat(source.propertyNames())
                .containsExactly(
                        "number",
                        "document",
                        "document_id",
                        "section",
                        "label",
                        "score",
                        "similarity",
                        "coverage");
        assertThat(source.path("document").asString()).isEqualTo("travel.md");
        assertThat(source.path("section").asString()).isEqualTo("Travel policy > Hotels");
        assertThat(source.path("number").intValue()).isEqualTo(1);
    }

    @Test
    void streamsTheSourcesWithTheFirstChunkOnly() throws Exception {
        List<JsonNode> events = Client.events(client.chat(HOTEL, GROUNDED + ",\"stream\":true"));
        assertThat(events.getFirst().at("/grounding/sources/0/document").asString())
                .isEqualTo("travel.md");
        assertThat(events.subList(1, events.size())).noneMatch(event -> event.has("grounding"));
    }

    @Test
    void saysNothingOfSourcesWhereNoneWereAskedFor() throws Exception {
        assertThat(client.chat(HOTEL, "").body()).doesNotContain("grounding");
        assertThat(parrot.prompts.getLast()).doesNotContain("130 euros");
    }

    @Test
    void refusesInPlainWordsWhereNothingSupportsAnAnswer() throws Exception {
        String question = "Which composer wrote the opera about the flying Dutchman?";
        JsonNode answer = Client.tree(client.chat(question, STRICT + ",\"n\":2"));
        assertThat(text(answer)).isEqualTo(Support.REFUSAL);
        assertThat(answer.at("/choices/1/finish_reason").asString()).isEqualTo("stop");
        assertThat(answer.at("/grounding/supported").booleanValue()).isFalse();
        assertThat(answer.at("/grounding/sources").isEmpty()).isTrue();
        assertThat(parrot.prompts).isEmpty();

        StringBuilder streamed = new StringBuilder();
        Client.events(client.chat(question, STRICT + ",\"stream\":true"))
                .forEach(
                        event ->
                                streamed.append(event.at("/choices/0/delta/content").asString("")));
        assertThat(streamed.toString()).isEqualTo(Support.REFUSAL);
        assertThat(text(Client.tree(client.chat(HOTEL, STRICT)))).contains("130 euros");
    }

    @Test
    void givesAModelNoPassageWhoseLabelItsCallersKeyDoesNotHold() throws Exception {
        String staff = key("staff", AccessLabel.Level.INTERNAL, "board");
        String outsider = key("outsider", AccessLabel.Level.RESTRICTED, "sales");
        for (String key : List.of(staff, outsider)) {
            for (String fields : List.of(GROUNDED, STRICT, GROUNDED + ",\"stream\":true")) {
                assertThat(ask(key, MERGER, fields).body())
                        .doesNotContain("nine million", "merger.md");
            }
        }
        assertThat(parrot.prompts).noneMatch(prompt -> prompt.contains("nine million"));

        String board = key("board", AccessLabel.Level.RESTRICTED, "board");
        JsonNode answer = Client.tree(ask(board, MERGER, STRICT));
        assertThat(text(answer)).contains("nine million");
        assertThat(answer.at("/grounding/sources/0/label").asString())
                .isEqualTo("restricted:board");
    }

    @Test
    void sharesNoComputedPromptAcrossClearances() {
        String groups = "board";
        KeyHolder high = holder("restricted:" + groups);
        KeyHolder low = holder("internal:" + groups);
        assertThat(high.sharing()).isNotEqualTo(low.sharing());
        assertThat(high.sharing()).isEqualTo(holder("restricted:" + groups).sharing());
    }

    private static KeyHolder holder(String clearance) {
        return new KeyHolder("key", Clearance.parse(clearance), List.of(), KeyHolder.Limits.NONE);
    }

    @Test
    void recordsWhoseLabelsAndDocumentsWentIntoTheAnswer() throws Exception {
        String board = key("board", AccessLabel.Level.RESTRICTED, "board");
        ask(board, MERGER, GROUNDED);
        ask(board, MERGER, "");
        List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));
        assertThat(lines.getFirst())
                .contains("\"clearance\":\"restricted:board\"")
                .contains("\"labels\":[\"restricted:board\",\"internal\"]")
                .contains("\"document\":\"merger.md\"")
                .doesNotContain("nine million", "Halvorsen");
        assertThat(lines.getLast()).contains("\"clearance\"").doesNotContain("sources", "labels");
        assertThat(audit.verify().requests()).isEqualTo(2);
    }

    @Test
    void stillVerifiesLinesFromBeforeThereWereSources() throws Exception {
        client.chat(HOTEL, "");
        Path file = folder.resolve("audit.jsonl");
        JsonNode line = Json.tree(file);
        ObjectNode call = (ObjectNode) line.path("call");
        call.remove("clearance");
        String hash =
                Hash.ofParts(List.of("1", call.toString(), line.path("previous").asString())).hex();
        Files.writeString(file, Json.write(((ObjectNode) line).put("hash", hash)) + "\n");
        assertThat(audit.verify().lastHash()).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"strict\":true",
                "\"grounded\":1",
                "\"grounded\":true,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                "\"grounded\":true,\"strict\":true,\"response_format\":{\"type\":\"json_object\"}"
            })
    void refusesFieldsThatDoNotGoTogether(String fields) throws Exception {
        HttpResponse<String> refused = client.chat(HOTEL, fields);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Client.tree(refused).at("/error/param").isString()).isTrue();
    }

    @Test
    void asksForAQuestionAtTheEnd() throws Exception {
        String body =
                "{\"model\":\"parrot\",\"grounded\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}";
        assertThat(client.post("/v1/chat/completions", body).statusCode()).isEqualTo(400);
    }

    @Test
    void saysSoWhereItHasNoDocuments() throws Exception {
        try (ApiServer without = start(Optional.empty(), 3_000);
                Client other = new Client(without.port())) {
            HttpResponse<String> refused = other.chat(HOTEL, GROUNDED);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("--grounded");
        }
    }

    @Test
    void cutsPassagesToTheContextAndSaysWhereNoneFits() throws Exception {
        try (ApiServer small = start(Optional.of(grounding), 300);
                Client other = new Client(small.port())) {
            JsonNode answer = Client.tree(other.chat(HOTEL, GROUNDED + ",\"max_tokens\":40"));
            assertThat(answer.at("/grounding/sources")).hasSize(1);
            HttpResponse<String> refused =
                    other.chat("x".repeat(350), GROUNDED + ",\"max_tokens\":40");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Client.tree(refused).at("/error/code").asString())
                    .isEqualTo("context_length_exceeded");
        }
    }

    @Test
    void waitsForAnIndexThatIsGone() throws Exception {
        DurableFiles.deleteTree(library.workspace().folder().resolve("retrieval"));
        assertThat(client.chat(HOTEL, GROUNDED).statusCode()).isEqualTo(503);
        assertThat(client.chat(HOTEL, "").statusCode()).isEqualTo(200);
        IndexBuilder.build(library.workspace(), Progress.silent());
        assertThat(client.chat(HOTEL, GROUNDED).body()).contains("travel.md");
    }
}
