package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatCompletionsTest {
    private final Parrot parrot = TestModels.quick();
    private ApiServer server;
    private Client client;

    @BeforeEach
    void start() {
        server =
                ApiServer.start(
                        "127.0.0.1",
                        0,
                        List.of(TestModels.parrot("parrot", parrot)),
                        Keys.none(),
                        Limits.DEFAULT);
        client = new Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.tree(response);
    }

    @Test
    void answersInOpenAisShape() throws Exception {
        JsonNode answer = ok(client.chat("hello", ""));
        assertThat(answer.path("id").asString()).startsWith("chatcmpl-");
        assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
        assertThat(answer.path("model").asString()).isEqualTo("parrot");
        JsonNode choice = answer.path("choices").path(0);
        assertThat(choice.path("message").path("role").asString()).isEqualTo("assistant");
        assertThat(choice.path("message").path("content").asString()).isEqualTo("hello");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        JsonNode usage = answer.path("usage");
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(5);
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(8);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(13);
    }

    @Test
    void streamsTheSameTextInChunks() throws Exception {
        HttpResponse<String> response = client.chat("naïve 😀", "\"stream\":true");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        List<JsonNode> events = Client.events(response);
        assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(events.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(events).allMatch(e -> e.path("id").equals(events.getFirst().path("id")));
        assertThat(events)
                .allMatch(e -> e.path("object").asString().equals("chat.completion.chunk"));
        assertThat(text(events, 0)).isEqualTo("naïve 😀");
        assertThat(events.size()).as("chunks").isGreaterThan(6);
    }

    private static String text(List<JsonNode> events, int choice) {
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events) {
            for (JsonNode one : event.path("choices")) {
                if (one.path("index").asInt() == choice) {
                    text.append(one.path("delta").path("content").asString(""));
                }
            }
        }
        return text.toString();
    }

    @Test
    void endsAStreamWithUsageWhereAsked() throws Exception {
        List<JsonNode> events =
                Client.events(
                        client.chat(
                                "hello",
                                "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        assertThat(events.getLast().path("choices")).isEmpty();
        assertThat(events.getLast().path("usage").path("total_tokens").asInt()).isEqualTo(13);
        assertThat(events.getFirst().path("usage").isNull()).isTrue();
    }

    @Test
    void stopsAtAStopStringAcrossTokensAndEndsTheGeneration() throws Exception {
        JsonNode answer = ok(client.chat("forever and ever", "\"stop\":[\"and\",\"x\"]"));
        assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("forever ");
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo("forever and".length());
        assertThat(parrot.cancelled).hasValue(1);
    }

    @Test
    void neverStreamsAnyOfAStopString() throws Exception {
        List<JsonNode> events =
                Client.events(client.chat("forever and ever", "\"stream\":true,\"stop\":\"and\""));
        assertThat(text(events, 0)).isEqualTo("forever ");
    }

    @Test
    void cutsAtMaxTokensByEitherName() throws Exception {
        for (String name : List.of("max_tokens", "max_completion_tokens")) {
            JsonNode answer = ok(client.chat("hello", "\"%s\":3".formatted(name)));
            assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("hel");
            assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        }
    }

    @Test
    void givesTheSameTextForTheSameSeed() throws Exception {
        String fields = "\"temperature\":1,\"seed\":4";
        assertThat(ok(client.chat("0123456789", fields)).at("/choices/0/message/content"))
                .isEqualTo(ok(client.chat("0123456789", fields)).at("/choices/0/message/content"));
    }

    @Test
    void givesAsManyChoicesAsAsked() throws Exception {
        String fields = "\"temperature\":1,\"seed\":4,\"n\":3";
        JsonNode answer = ok(client.chat("0123456789", fields));
        assertThat(answer.path("choices").valueStream())
                .extracting(c -> c.at("/message/content").asString())
                .containsExactly("456789", "56789", "6789");
        List<JsonNode> events =
                Client.events(client.chat("0123456789", fields + ",\"stream\":true"));
        assertThat(List.of(text(events, 0), text(events, 1), text(events, 2)))
                .containsExactly("456789", "56789", "6789");
    }

    @Test
    void givesEveryKindOfMessageToTheTemplate() throws Exception {
        JsonNode answer =
                ok(
                        client.post(
                                "/v1/chat/completions",
                                """
                                {"model":"parrot","tools":[{"type":"function","function":{"name":"weather"}}],
                                 "messages":[
                                  {"role":"developer","content":"Be brief."},
                                  {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                                  {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function",
                                    "function":{"name":"weather","arguments":"{\\"city\\":\\"Bern\\"}"}}]},
                                  {"role":"tool","content":"sunny","tool_call_id":"1"}]}
                                """));
        assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("ab");
        assertThat(parrot.prompts.getLast())
                .contains("<|system|>Be brief.")
                .contains("\"name\":\"weather\",\"arguments\":{\"city\":\"Bern\"}")
                .contains("<|tool|>sunny")
                .startsWith("[{\"type\":\"function\"")
                .endsWith("<|assistant|>");
    }

    @Test
    void findsTheCallsThatTheModelWrites() throws Exception {
        String words = "Wait.<tool_call>{\"name\":\"x\",\"arguments\":{\"a\":1}}</tool_call>";
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]";
        JsonNode choice = ok(client.chat(words, tools)).at("/choices/0");
        assertThat(choice.at("/message/content").asString()).isEqualTo("Wait.");
        assertThat(choice.at("/message/tool_calls/0/function/name").asString()).isEqualTo("x");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"a\":1}");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(ok(client.chat(words, "")).at("/choices/0/message/content").asString())
                .isEqualTo(words);
    }

    @Test
    void leavesToolsOutWhereNoneMayBeCalled() throws Exception {
        ok(
                client.chat(
                        "hello",
                        "\"tool_choice\":\"none\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]"));
        assertThat(parrot.prompts.getLast()).startsWith("<|user|>");
    }

    @Test
    void acceptsWhatClientsSendThatChangesNothing() throws Exception {
        ok(
                client.chat(
                        "hello",
                        "\"frequency_penalty\":0,\"presence_penalty\":0.0,\"logit_bias\":{},\"logprobs\":false,"
                                + "\"user\":\"u\",\"response_format\":{\"type\":\"text\"},\"seed\":null,\"n\":1"));
    }

    @Test
    void completesTextToo() throws Exception {
        JsonNode answer =
                ok(
                        client.post(
                                "/v1/completions",
                                "{\"model\":\"parrot\",\"prompt\":[\"one\",\"\"],\"n\":2}"));
        assertThat(answer.path("object").asString()).isEqualTo("text_completion");
        assertThat(answer.path("choices").valueStream())
                .extracting(c -> c.path("text").asString())
                .containsExactly("one", "one", "<|end|>", "<|end|>");
    }

    @Test
    void streamsTextCompletions() throws Exception {
        List<JsonNode> events =
                Client.events(
                        client.post(
                                "/v1/completions",
                                "{\"model\":\"parrot\",\"prompt\":\"one\",\"stream\":true}"));
        assertThat(events)
                .extracting(e -> e.at("/choices/0/text").asString())
                .containsExactly("o", "n", "e", "");
    }

    @Test
    void listsItsModels() throws Exception {
        assertThat(ok(client.get("/v1/models")).at("/data/0/id").asString()).isEqualTo("parrot");
        assertThat(ok(client.get("/v1/models/parrot")).path("object").asString())
                .isEqualTo("model");
    }
}
