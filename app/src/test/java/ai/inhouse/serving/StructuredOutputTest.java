package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A network that knows nothing still answers in the form that is asked for.
class StructuredOutputTest {
    private static final String SCHEMA =
            """
            {"type":"object","properties":{"name":{"type":"string","maxLength":5},
             "age":{"type":"integer","minimum":0,"maximum":120},
             "tags":{"type":"array","items":{"enum":["a","b"]},"maxItems":3}},
             "required":["name","age","tags"],"additionalProperties":false}
            """;
    private static final String TOOLS =
            """
            "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",
             "properties":{"city":{"enum":["Bern","Oslo"]}},"required":["city"],"additionalProperties":false}}},
             {"type":"function","function":{"name":"now"}}]
            """;
    private static TinyModel model;
    private static ApiServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        model = new TinyModel();
        server =
                ApiServer.start(
                        "127.0.0.1", 0, List.of(model.served()), Keys.none(), Limits.DEFAULT);
        client = new Client(server.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
        model.close();
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.tree(response);
    }

    @Test
    void writesJsonThatASchemaAccepts() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            String fields =
                    "\"seed\":%d,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"person\",\"schema\":%s}}"
                            .formatted(seed, SCHEMA);
            JsonNode choice = ok(client.chat("Who?", fields)).at("/choices/0");
            assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
            JsonNode person = Json.tree(choice.at("/message/content").asString(), "content");
            assertThat(person.propertyNames()).containsExactly("name", "age", "tags");
            assertThat(person.path("age").asInt()).isBetween(0, 120);
            assertThat(person.path("tags").size()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void writesWhatAnExpressionMatches() throws Exception {
        String fields = "\"response_format\":{\"type\":\"regex\",\"pattern\":\"(yes|no)[.!]{2}\"}";
        assertThat(ok(client.chat("Is it?", fields)).at("/choices/0/message/content").asString())
                .matches("(yes|no)[.!]{2}");
    }

    @Test
    void callsAToolWhereOneMustBeCalled() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            JsonNode choice =
                    ok(client.chat(
                                    "Weather?",
                                    "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}},\"seed\":%d,%s"
                                            .formatted(seed, TOOLS)))
                            .at("/choices/0");
            assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
            JsonNode call = choice.at("/message/tool_calls/0");
            assertThat(choice.at("/message/content").isNull()).isTrue();
            assertThat(call.path("id").asString()).startsWith("call_");
            assertThat(call.at("/function/name").asString()).isEqualTo("weather");
            assertThat(
                            Json.tree(call.at("/function/arguments").asString(), "arguments")
                                    .path("city")
                                    .asString())
                    .isIn("Bern", "Oslo");
        }
    }

    @Test
    void streamsACallAsOneDelta() throws Exception {
        List<JsonNode> events =
                Client.events(
                        client.chat(
                                "Weather?",
                                "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}},\"stream\":true,"
                                        + TOOLS));
        List<JsonNode> calls =
                events.stream()
                        .map(event -> event.at("/choices/0/delta/tool_calls/0"))
                        .filter(call -> !call.isMissingNode())
                        .toList();
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().path("index").asInt()).isZero();
        assertThat(events.getLast().at("/choices/0/finish_reason").asString())
                .isEqualTo("tool_calls");
    }
}
