package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ApiErrorsTest {
    private static ApiServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server =
                ApiServer.start(
                        "localhost",
                        0,
                        List.of(TestModels.parrot("parrot", TestModels.quick())),
                        Keys.none(),
                        new Limits(100_000, 4, 8, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        client = new Client(server.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = Client.tree(response).path("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("message").asString()).isNotBlank();
        return error;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "temperature":"warm"                    | temperature
                    "temperature":2.1                       | temperature
                    "temperature":1e999                     | temperature
                    "top_p":-0.1                            | top_p
                    "max_tokens":0                          | max_tokens
                    "max_tokens":1.5                        | max_tokens
                    "max_tokens":99999999999999999999       | max_tokens
                    "n":9                                   | n
                    "stop":""                               | stop
                    "stop":["a","b","c","d","e"]            | stop
                    "stop":["a",1]                          | stop[1]
                    "stream":"yes"                          | stream
                    "stream_options":{"include_usage":true} | stream_options
                    "frequency_penalty":2.5                 | frequency_penalty
                    "presence_penalty":"x"                  | presence_penalty
                    "logprobs":5                            | logprobs
                    "top_logprobs":5                        | top_logprobs
                    "logprobs":true,"top_logprobs":21       | top_logprobs
                    "logit_bias":{"259":5}                  | logit_bias
                    "logit_bias":{"a":5}                    | logit_bias
                    "logit_bias":{"1":101}                  | logit_bias.1
                    "logit_bias":[1]                        | logit_bias
                    "min_p":1.5                             | min_p
                    "response_format":{"type":"yaml"}       | response_format.type
                    "response_format":{"type":"json_schema"}| response_format.json_schema
                    "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"not":{}}}} | response_format.json_schema.schema
                    "response_format":{"type":"regex","pattern":"(a"} | response_format.pattern
                    "tools":[{"type":"function","function":{"name":"a b"}}] | tools[0].function.name
                    "tool_choice":{"type":"function","function":{"name":"x"}} | tool_choice.function.name
                    "store":true                            | store
                    "tool_choice":"required"                | tool_choice
                    "tools":[{"type":"function"}]           | tools[0].function
                    "tools":{}                              | tools
                    "seed":"x"                              | seed
                    "temprature":1                          | temprature
                    "model":7                               | model
                    """)
    void namesTheFieldThatIsWrong(String field, String param) throws Exception {
        String model = param.equals("model") ? "\"seed\":1" : "\"model\":\"parrot\"";
        String body =
                "{%s,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],%s}"
                        .formatted(model, field);
        JsonNode error = error(client.post("/v1/chat/completions", body), 400);
        assertThat(error.path("param").asString()).isEqualTo(param);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).contains(param.replaceFirst(".*\\.", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []                                                        | messages
                    "hello"                                                   | messages
                    ["hello"]                                                 | messages[0]
                    [{"content":"x"}]                                         | messages[0].role
                    [{"role":"robot","content":"x"}]                          | messages[0].role
                    [{"role":"user"}]                                         | messages[0].content
                    [{"role":"user","content":5}]                             | messages[0].content
                    [{"role":"user","content":[{"type":"image_url"}]}]        | messages[0].content[0].type
                    [{"role":"user","content":"\\ud800"}]                     | messages[0].content
                    [{"role":"user","content":"x","weight":1}]                | messages[0].weight
                    [{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"no"}}]}] | messages[0].tool_calls[0].function.arguments
                    """)
    void namesTheMessageThatIsWrong(String messages, String param) throws Exception {
        String body = "{\"model\":\"parrot\",\"messages\":%s}".formatted(messages);
        JsonNode error = error(client.post("/v1/chat/completions", body), 400);
        assertThat(error.path("param").asString()).isEqualTo(param);
    }

    @Test
    void saysWhichModelItDoesNotKnow() throws Exception {
        JsonNode error =
                error(
                        client.post(
                                "/v1/chat/completions",
                                "{\"model\":\"gpt-9\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                        404);
        assertThat(error.path("code").asString()).isEqualTo("model_not_found");
        assertThat(error.path("message").asString()).contains("gpt-9");
        error(client.get("/v1/models/gpt-9"), 404);
    }

    @Test
    void refusesAPromptLongerThanTheContext() throws Exception {
        JsonNode error = error(client.chat("x".repeat(400), ""), 400);
        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(error.path("param").asString()).isEqualTo("messages");
        assertThat(error.path("message").asString()).contains("400").contains("403");
    }

    @Test
    void refusesMoreTokensThanTheContextHasLeft() throws Exception {
        JsonNode error = error(client.chat("x", "\"max_tokens\":2147483647"), 400);
        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void refusesThousandsOfMessagesWithoutRenderingThem() throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"\"}";
        String messages = String.join(",", Collections.nCopies(2_000, message));
        String body = "{\"model\":\"parrot\",\"messages\":[%s]}".formatted(messages);
        JsonNode error = error(client.post("/v1/chat/completions", body), 400);
        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"model":
                    {"model":"parrot","model":"parrot"}
                    []
                    {} trailing
                    {"a":[NaN]}
                    """)
    void refusesWhatIsNoJsonObject(String body) throws Exception {
        error(client.post("/v1/chat/completions", body), 400);
    }

    @Test
    void refusesAnEmptyBody() throws Exception {
        error(client.post("/v1/chat/completions", ""), 400);
    }

    @Test
    void refusesBrokenUtf8() throws Exception {
        byte[] body = "{\"model\":\"parrot\",\"messages\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xff;
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        error(client.send(request), 400);
    }

    @Test
    void refusesJsonNestedTooDeep() throws Exception {
        String deep = "{\"model\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
        error(client.post("/v1/chat/completions", deep), 400);
    }

    @Test
    void refusesABodyOverTheLimit() throws Exception {
        error(client.chat("x".repeat(100_000), ""), 413);
    }

    @Test
    void refusesAnotherContentType() throws Exception {
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(Client.chatBody("x", "")))
                        .build();
        error(client.send(request), 415);
    }

    @Test
    void givesErrorsInTheSameShapeForUnknownPathsAndMethods() throws Exception {
        error(client.get("/v1/nothing"), 404);
        error(client.get("/v1/chat/completions"), 405);
    }

    @Test
    void tellsATemplatesRefusalAsTheClientsMistake() throws Exception {
        JsonNode error = error(client.chat("refused by the template", ""), 400);
        assertThat(error.path("message").asString()).contains("the template refuses");
    }

    @Test
    void hidesItsOwnMistakes() throws Exception {
        HttpResponse<String> response = client.chat("break the model", "");
        JsonNode error = error(response, 500);
        assertThat(error.path("type").asString()).isEqualTo("server_error");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(client.chat("hello", "").statusCode()).as("goes on serving").isEqualTo(200);
    }

    @Test
    void tellsAMistakeBeforeAStreamsFirstTokenByItsStatus() throws Exception {
        HttpResponse<String> response = client.chat("break the model", "\"stream\":true");
        error(response, 500);
        assertThat(response.body()).doesNotContain("secret");
    }
}
