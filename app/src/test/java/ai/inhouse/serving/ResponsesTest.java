package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Json;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `/v1/responses` and `/v1/embeddings`.
class ResponsesTest {
    private static Parrot parrot;
    private static TinyModel model;
    private static ApiServer server;
    private static ApiServer thinking;
    private static Client client;
    private static Client thinker;

    @BeforeAll
    static void start() {
        parrot = TestModels.quick();
        model = new TinyModel();
        server =
                ApiServer.start(
                        "127.0.0.1",
                        0,
                        List.of(TestModels.parrot("parrot", parrot)),
                        Keys.none(),
                        Limits.DEFAULT);
        thinking =
                ApiServer.start(
                        "127.0.0.1", 0, List.of(model.served()), Keys.none(), Limits.DEFAULT);
        client = new Client(server.port());
        thinker = new Client(thinking.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        thinker.close();
        server.close();
        thinking.close();
        model.close();
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.tree(response);
    }

    @Test
    void answersWithAMessage() throws Exception {
        JsonNode answer =
                ok(
                        client.post(
                                "/v1/responses",
                                "{\"model\":\"parrot\",\"instructions\":\"Be brief.\",\"input\":\"hello\"}"));
        assertThat(answer.path("object").asString()).isEqualTo("response");
        assertThat(answer.path("status").asString()).isEqualTo("completed");
        assertThat(answer.at("/output/0/content/0/text").asString()).isEqualTo("hello");
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(5);
        assertThat(answer.path("store").asBoolean()).isFalse();
        assertThat(parrot.prompts.getLast()).startsWith("<|system|>Be brief.");
    }

    @Test
    void readsMessagesCallsAndWhatTheyGave() throws Exception {
        JsonNode answer =
                ok(
                        client.post(
                                "/v1/responses",
                                """
                                {"model":"parrot","max_output_tokens":3,"input":[
                                 {"role":"user","content":[{"type":"input_text","text":"weather?"}]},
                                 {"type":"function_call","call_id":"1","name":"w","arguments":"{\\"city\\":\\"Bern\\"}"},
                                 {"type":"function_call_output","call_id":"1","output":"sunny"}]}
                                """));
        assertThat(answer.path("status").asString()).isEqualTo("incomplete");
        assertThat(answer.at("/output/0/content/0/text").asString()).isEqualTo("wea");
        assertThat(parrot.prompts.getLast())
                .contains("\"city\":\"Bern\"")
                .contains("<|tool|>sunny");
    }

    @Test
    void streamsItemsWithTheirLife() throws Exception {
        HttpResponse<String> response =
                client.post(
                        "/v1/responses",
                        """
                        {"model":"parrot","stream":true,"tools":[{"type":"function","name":"x"}],
                         "input":"Hi<tool_call>{\\"name\\":\\"x\\",\\"arguments\\":{}}</tool_call>"}
                        """);
        List<JsonNode> events =
                response.body()
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> Json.tree(line.substring(6), "event"))
                        .toList();
        assertThat(events.stream().map(e -> e.path("type").asString()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
        JsonNode whole = events.getLast().path("response");
        assertThat(whole.at("/output/0/content/0/text").asString()).isEqualTo("Hi");
        assertThat(whole.at("/output/1/name").asString()).isEqualTo("x");
    }

    @Test
    void refusesToStore() throws Exception {
        HttpResponse<String> refused =
                client.post(
                        "/v1/responses", "{\"model\":\"parrot\",\"input\":\"x\",\"store\":true}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Client.tree(refused).at("/error/param").asString()).isEqualTo("store");
    }

    @Test
    void embedsTextsAsVectorsOfLengthOne() throws Exception {
        String input =
                "\"model\":\"parrot\",\"input\":[\"one text\",\"%s\"]".formatted("x".repeat(300));
        JsonNode floats = ok(thinker.post("/v1/embeddings", "{%s}".formatted(input)));
        JsonNode coded =
                ok(
                        thinker.post(
                                "/v1/embeddings",
                                "{%s,\"encoding_format\":\"base64\"}".formatted(input)));
        assertThat(floats.path("data").size()).isEqualTo(2);
        assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(308);
        for (int i = 0; i < 2; i++) {
            JsonNode vector = floats.at("/data/%d/embedding".formatted(i));
            ByteBuffer bytes =
                    ByteBuffer.wrap(
                                    Base64.getDecoder()
                                            .decode(
                                                    coded.at("/data/%d/embedding".formatted(i))
                                                            .asString()))
                            .order(ByteOrder.LITTLE_ENDIAN);
            double square = 0;
            for (JsonNode one : vector) {
                square += one.doubleValue() * one.doubleValue();
                assertThat((double) bytes.getFloat()).isCloseTo(one.doubleValue(), within(1e-7));
            }
            assertThat(square).isCloseTo(1, within(1e-5));
        }
    }
}
