package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.AccessLabel;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTermsTest {
    @TempDir private Path folder;
    private KeyFile keys;
    private AuditLog audit;
    private ApiServer server;
    private Client client;

    @BeforeEach
    void start() {
        keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        audit = new AuditLog(folder.resolve("audit.jsonl"));
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(TestModels.parrot("parrot", TestModels.quick())),
                        keys,
                        Limits.DEFAULT,
                        Surroundings.NONE.with(audit));
        client = new Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static KeyFile.Terms terms(
            List<String> models, int requests, int tokens, Optional<String> expiry) {
        return new KeyFile.Terms(
                AccessLabel.Level.INTERNAL, List.of("staff"), models, requests, tokens, expiry);
    }

    private HttpResponse<String> chat(String key) throws Exception {
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(Client.chatBody("hello", "")))
                        .build();
        return client.send(request);
    }

    @Test
    void letsAKeyMakeSoManyRequestsAMinute() throws Exception {
        String key = keys.create("slow", terms(List.of(), 2, 0, Optional.empty()));
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = chat(key);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Client.tree(refused).at("/error/code").asString())
                .isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 30L);
        assertThat(chat(keys.create("other")).statusCode()).isEqualTo(200);
    }

    @Test
    void letsAKeyUseSoManyTokensADay() throws Exception {
        String key = keys.create("small", terms(List.of(), 0, 13, Optional.empty()));
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(429);
    }

    @Test
    void letsAKeyUseItsModelsOnly() throws Exception {
        String key = keys.create("narrow", terms(List.of("other"), 0, 0, Optional.empty()));
        assertThat(chat(key).statusCode()).isEqualTo(403);
    }

    @Test
    void endsAKeyAtItsExpiry() throws Exception {
        Instant now = Instant.now();
        String past = now.minus(Duration.ofMinutes(1)).toString();
        String future = now.plus(Duration.ofHours(1)).toString();
        String old = keys.create("old", terms(List.of(), 0, 0, Optional.of(past)));
        String fresh = keys.create("fresh", terms(List.of(), 0, 0, Optional.of(future)));
        assertThat(chat(old).statusCode()).isEqualTo(401);
        assertThat(chat(fresh).statusCode()).isEqualTo(200);
    }

    @Test
    void readsKeysThatWereMadeBeforeThereWereTerms() throws Exception {
        String key = keys.create("early");
        Path file = folder.resolve("keys.json");
        String json = Files.readString(file);
        Files.writeString(file, json.replaceFirst("(?s),\\s*\"terms\" : \\{.*?\\}", ""));
        assertThat(Files.readString(file)).doesNotContain("terms");
        assertThat(chat(key).statusCode()).isEqualTo(200);
    }

    @Test
    void countsNoModelThatThereIsNot() throws Exception {
        String key = keys.create("curious", terms(List.of(), 0, 0, Optional.empty()));
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Client.chatBody("hello", "")
                                                .replace("\"parrot\"", "\"made up\"")))
                        .build();
        assertThat(client.send(request).statusCode()).isEqualTo(404);
        HttpRequest metrics =
                client.request("/metrics").header("Authorization", "Bearer " + key).build();
        assertThat(client.send(metrics).body())
                .contains("status=\"404\"")
                .doesNotContain("made up");
    }

    @Test
    void recordsEveryRequestWithoutItsText() throws Exception {
        String key = keys.create("audited", terms(List.of(), 1, 0, Optional.empty()));
        chat(key);
        chat(key);
        String log = Files.readString(folder.resolve("audit.jsonl"));
        assertThat(log.lines()).hasSize(2);
        assertThat(log)
                .contains("\"caller\":\"audited\"", "\"groups\":[\"staff\"]", "\"status\":429")
                .contains("\"completion_tokens\":5", "\"finish_reasons\":[\"stop\"]")
                .doesNotContain("hello", key);
        AuditLog.Verified verified = audit.verify();
        assertThat(verified.requests()).isEqualTo(2);
        assertThat(audit.contains(verified.lastHash())).isTrue();
    }

    @Test
    void noticesAnyChangeOfTheLog() throws Exception {
        String key = keys.create("audited");
        for (int i = 0; i < 4; i++) {
            chat(key);
        }
        Path file = folder.resolve("audit.jsonl");
        List<String> lines = Files.readAllLines(file);
        String last = audit.verify().lastHash();
        List<List<String>> changed = new ArrayList<>();
        changed.add(List.of(lines.get(0), lines.get(2), lines.get(3)));
        changed.add(List.of(lines.get(1), lines.get(0), lines.get(2)));
        changed.add(List.of(lines.get(0).replace("\"status\":200", "\"status\":500")));
        changed.add(List.of(lines.get(0), "nonsense"));
        for (List<String> wrong : changed) {
            Files.write(file, wrong);
            assertThatThrownBy(audit::verify)
                    .isInstanceOfSatisfying(
                            InhouseException.class,
                            e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED));
        }
        Files.write(file, lines.subList(0, 3));
        assertThat(audit.verify().requests()).isEqualTo(3);
        assertThat(audit.contains(last)).as("the cut off line").isFalse();
    }
}
