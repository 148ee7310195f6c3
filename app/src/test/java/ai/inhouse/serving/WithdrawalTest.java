package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.inhouse.identity.AccessLabel;
import ai.inhouse.tokens.ByteTokenizer;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that is withdrawn between a request's arrival and its beginning.
class WithdrawalTest {
    @TempDir private Path folder;
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private AuditLog audit;
    private KeyFile keys;
    private ApiServer server;
    private Client client;

    /// Runs something before its next prompt is encoded.
    private final class Interrupted implements Chat {
        private final PlainChat plain = new PlainChat();

        @Override
        public String render(
                List<Message> messages,
                List<Map<String, Object>> tools,
                boolean addGenerationPrompt) {
            return plain.render(messages, tools, addGenerationPrompt);
        }

        @Override
        public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
            meanwhile.getAndSet(() -> {}).run();
            return plain.encodePrompt(messages, tools);
        }

        @Override
        public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
            return plain.encode(messages, tools);
        }

        @Override
        public List<Integer> stopIds() {
            return plain.stopIds();
        }

        @Override
        public String template() {
            return plain.template();
        }
    }

    @BeforeEach
    void start() {
        audit = new AuditLog(folder.resolve("audit.jsonl"));
        keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        ServedModel one =
                new ServedModel(
                        "one",
                        TestModels.quick(),
                        new ByteTokenizer(),
                        new Interrupted(),
                        400,
                        ServedModel.Defaults.OPENAI);
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(one),
                        keys,
                        Limits.DEFAULT,
                        Surroundings.NONE.with(audit));
        server.route(routing("one"));
        client = new Client(server.port());
        meanwhile.set(
                () -> {
                    server.offer(TestModels.parrot("two", TestModels.quick()));
                    server.route(routing("two"));
                    server.withdraw("one").join();
                });
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Routing routing(String main) {
        return new Routing(main, Optional.empty(), Set.of(Routing.DEPLOYED));
    }

    private HttpResponse<String> ask(String... models) throws Exception {
        String key =
                keys.create(
                        "staff",
                        new KeyFile.Terms(
                                AccessLabel.Level.INTERNAL,
                                List.of(),
                                List.of(models),
                                0,
                                0,
                                Optional.empty()));
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Client.chatBody("Hello", "\"temperature\":0")
                                                .replace("parrot", Routing.DEPLOYED)))
                        .build();
        return client.send(request);
    }

    private List<AuditLog.Call> calls() {
        List<AuditLog.Call> calls = new ArrayList<>();
        audit.forEach(calls::add);
        return calls;
    }

    @Test
    void recordsTheModelThatAnsweredInItsPlace() throws Exception {
        HttpResponse<String> answer = ask(Routing.DEPLOYED);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Client.tree(answer).path("model").asString()).isEqualTo("two");
        assertThat(calls()).extracting(AuditLog.Call::model).containsExactly("two");
    }

    @Test
    void asksAgainWhetherTheKeyMayUseTheModelInItsPlace() throws Exception {
        assertThat(ask("one").statusCode()).isEqualTo(403);
        assertThat(calls())
                .extracting(AuditLog.Call::model, AuditLog.Call::status)
                .containsExactly(tuple("two", 403));
    }
}
