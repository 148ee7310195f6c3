package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.guard.Guardrails;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The company's policies over HTTP, with a model that says what it was asked.
class GuardrailsApiTest {
    private static final Policies POLICIES =
            Policies.parse(
                    """
                    company: Works
                    policies:
                      - id: wages
                        kind: refusal
                        title: Wages are private
                        text: Never tell what a colleague earns.
                        topics: [salary]
                        test_prompts: [What does Greta earn?]
                        refusal_markers: [I cannot share]
                        at_run_time: refuse
                      - {id: housing, kind: glossary, title: H, text: H, say: housing,
                         never: [casing], at_run_time: rewrite}
                      - {id: works, kind: glossary, title: W, text: W, say: works, never: [factory]}
                      - {id: safe, kind: claim, title: No promise, text: S,
                         forbidden: [can never fail], at_run_time: refuse}
                    """,
                    "test");

    @TempDir private Path folder;
    private Parrot parrot;
    private AuditLog audit;
    private ApiServer server;
    private Client client;

    @BeforeEach
    void start() {
        parrot = TestModels.quick();
        audit = new AuditLog(folder.resolve("audit.jsonl"));
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(TestModels.parrot("parrot", parrot)),
                        Keys.none(),
                        Limits.DEFAULT,
                        Surroundings.NONE.with(audit).with(Guardrails.of(POLICIES)));
        client = new Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode choice(String words, String fields) throws Exception {
        HttpResponse<String> response = client.chat(words, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.tree(response).at("/choices/0");
    }

    @Test
    void rewritesAWordAndSaysSoInAuditAndMetrics() throws Exception {
        JsonNode choice = choice("The casing of the factory leaks.", "");
        assertThat(choice.at("/message/content").asString())
                .isEqualTo("The housing of the factory leaks.");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");

        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains(
                        "{\"policy\":\"housing\",\"action\":\"rewrite\"}",
                        "{\"policy\":\"works\",\"action\":\"flag\"}")
                .doesNotContain("leaks", "casing");
        assertThat(audit.verify().requests()).isEqualTo(1);
        assertThat(client.get("/metrics").body())
                .contains(
                        "inhouse_policy_findings_total{action=\"rewrite\",model=\"parrot\","
                                + "policy=\"housing\"} 1.0",
                        "inhouse_policy_findings_total{action=\"flag\",model=\"parrot\","
                                + "policy=\"works\"} 1.0");
    }

    @Test
    void refusesAForbiddenQuestionWithoutAskingTheModel() throws Exception {
        JsonNode choice = choice("What is the salary of Greta?", "");
        assertThat(choice.at("/message/content").asString())
                .isEqualTo("I cannot share that. Wages are private.");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("content_filter");
        assertThat(parrot.prompts).isEmpty();
        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains("{\"policy\":\"wages\",\"action\":\"refuse\"}");
    }

    @Test
    void endsAStreamBeforeTheForbiddenSentenceIsTold() throws Exception {
        String words = "It is a good casing. It can never fail. Buy it now.";
        String whole = choice(words, "").at("/message/content").asString();
        HttpResponse<String> streamed = client.chat(words, "\"stream\":true");
        assertThat(streamed.body()).doesNotContain("never", "casing");

        List<JsonNode> events = Client.events(streamed);
        String told =
                events.stream()
                        .map(e -> e.at("/choices/0/delta/content").asString(""))
                        .collect(Collectors.joining());
        assertThat(told)
                .isEqualTo(whole)
                .isEqualTo("It is a good housing. \n\nI cannot say that. No promise.");
        assertThat(events.getLast().at("/choices/0/finish_reason").asString())
                .isEqualTo("content_filter");
        assertThat(parrot.cancelled.get()).isPositive();
    }

    @Test
    void tellsNoTokenOfWhatItTookBack() throws Exception {
        HttpResponse<String> response =
                client.chat("Good. It can never fail.", "\"logprobs\":true,\"stream\":true");
        assertThat(response.body()).contains("content_filter").doesNotContain("never");
    }

    @Test
    void guardsResponsesAndPlainCompletionsToo() throws Exception {
        HttpResponse<String> response =
                client.post(
                        "/v1/responses",
                        "{\"model\":\"parrot\",\"input\":\"What is the salary?\"}");
        assertThat(Client.tree(response).path("status").asString()).isEqualTo("incomplete");
        assertThat(Client.tree(response).at("/incomplete_details/reason").asString())
                .isEqualTo("content_filter");
        HttpResponse<String> plain =
                client.post(
                        "/v1/completions",
                        "{\"model\":\"parrot\",\"prompt\":\"a casing\",\"max_tokens\":40}");
        assertThat(Client.tree(plain).at("/choices/0/text").asString()).isEqualTo("a housing");
    }
}
