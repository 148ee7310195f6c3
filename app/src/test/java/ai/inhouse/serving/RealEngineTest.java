package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The whole way from HTTP to a real, if tiny, network and back.
class RealEngineTest {
    private static final String LONG = "the same long beginning of every question, ".repeat(8);
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

    private static String text(JsonNode answer) {
        return answer.at("/choices/0/message/content").asString();
    }

    @Test
    void writesTheSameForASeedWhateverElseIsBeingWritten() throws Exception {
        String fields = "\"seed\":5,\"max_tokens\":40";
        String alone = text(ok(client.chat("hello", fields)));
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String body =
                    Client.chatBody("other " + i, "\"seed\":%d,\"max_tokens\":60".formatted(i));
            others.add(
                    client.http()
                            .sendAsync(
                                    client.json("/v1/chat/completions", body),
                                    HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(text(ok(client.chat("hello", fields)))).isEqualTo(alone);
        for (var other : others) {
            ok(other.get());
        }
    }

    @Test
    void writesTheSameWithoutASeedWhereThatIsAskedFor() throws Exception {
        String fields = "\"deterministic\":true,\"max_tokens\":30";
        JsonNode first = ok(client.chat("hello", fields));
        assertThat(text(ok(client.chat("hello", fields)))).isEqualTo(text(first));
        assertThat(text(ok(client.chat("hello", fields + ",\"seed\":1"))))
                .isNotEqualTo(text(first));
    }

    @Test
    void saysHowManyTokensWereGuessedAhead() throws Exception {
        JsonNode answer = ok(client.chat("hello", "\"logit_bias\":{\"65\":100},\"max_tokens\":40"));
        assertThat(text(answer)).isEqualTo("A".repeat(40));
        JsonNode details = answer.at("/usage/completion_tokens_details");
        assertThat(details.path("accepted_prediction_tokens").asInt()).isBetween(20, 39);
        assertThat(details.path("rejected_prediction_tokens").asInt()).isLessThan(10);
        assertThat(client.get("/metrics").body())
                .contains("inhouse_drafted_tokens_total{caller=\"anyone\",model=\"parrot\"}")
                .contains("inhouse_accepted_tokens_total{caller=\"anyone\",model=\"parrot\"}");
    }

    @Test
    void readsASharedBeginningOnceAndSaysSo() throws Exception {
        String fields = "\"seed\":5,\"max_tokens\":8";
        JsonNode first = ok(client.chat(LONG + "one?", fields));
        JsonNode second = ok(client.chat(LONG + "two?", fields));
        int prompt = second.at("/usage/prompt_tokens").asInt();
        assertThat(first.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isZero();
        assertThat(second.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isBetween(prompt * 3 / 4, prompt - 1);
    }

    @Test
    void tellsLogProbabilitiesOfEachTokenAndItsAlternatives() throws Exception {
        JsonNode answer =
                ok(
                        client.chat(
                                "hello",
                                "\"temperature\":0,\"max_tokens\":6,\"logprobs\":true,\"top_logprobs\":3"));
        JsonNode content = answer.at("/choices/0/logprobs/content");
        assertThat(content.size()).isEqualTo(answer.at("/usage/completion_tokens").asInt());
        for (JsonNode token : content) {
            assertThat(token.path("top_logprobs").size()).isEqualTo(3);
            assertThat(token.at("/top_logprobs/0/logprob").asDouble())
                    .isEqualTo(token.path("logprob").asDouble());
            assertThat(token.path("bytes").size()).isPositive();
        }
    }

    @Test
    void scoresAPromptAsEvaluationHarnessesAsk() throws Exception {
        String body =
                """
                {"model":"parrot","prompt":[[104,101,108,108,111]],"max_tokens":%d,"echo":true,
                 "logprobs":1,"temperature":0}
                """;
        JsonNode written = ok(client.post("/v1/completions", body.formatted(3)));
        JsonNode read = ok(client.post("/v1/completions", body.formatted(0)));
        JsonNode logprobs = read.at("/choices/0/logprobs");
        assertThat(read.at("/choices/0/text").asString()).isEqualTo("hello");
        assertThat(logprobs.path("tokens").size()).isEqualTo(5);
        assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
        assertThat(logprobs.at("/text_offset/4").asInt()).isEqualTo(4);
        assertThat(read.at("/usage/completion_tokens").asInt()).isZero();
        JsonNode more = written.at("/choices/0/logprobs");
        assertThat(more.path("tokens").size()).isEqualTo(8);
        for (int i = 1; i < 5; i++) {
            assertThat(more.at("/token_logprobs/" + i).asDouble())
                    .isCloseTo(logprobs.at("/token_logprobs/" + i).asDouble(), within(1e-6));
        }
        assertThat(written.at("/choices/0/text").asString()).startsWith("hello");
    }

    @Test
    void forcesATokenByItsBias() throws Exception {
        JsonNode answer = ok(client.chat("hello", "\"logit_bias\":{\"65\":100},\"max_tokens\":5"));
        assertThat(text(answer)).isEqualTo("AAAAA");
        JsonNode penalized =
                ok(
                        client.chat(
                                "hello",
                                "\"logit_bias\":{\"65\":100,\"66\":99.5},\"temperature\":0,"
                                        + "\"frequency_penalty\":2,\"max_tokens\":2"));
        assertThat(text(penalized)).containsOnlyOnce("A").hasSize(2);
    }

    @Test
    void measuresItselfForPrometheus() throws Exception {
        ok(client.chat("hello", "\"max_tokens\":5,\"logit_bias\":{\"65\":100}"));
        String metrics = client.get("/metrics").body();
        assertThat(metrics)
                .contains("inhouse_time_to_first_token_seconds_count{model=\"parrot\"}")
                .contains("inhouse_time_between_tokens_seconds_bucket{model=\"parrot\"")
                .contains("inhouse_requests_waiting{model=\"parrot\"} 0.0")
                .contains("inhouse_prompt_cached_tokens_total")
                .contains("inhouse_completion_tokens_total{caller=\"anyone\",model=\"parrot\"}")
                .contains(
                        "inhouse_requests_total{caller=\"anyone\",model=\"parrot\",status=\"200\"}");
    }
}
