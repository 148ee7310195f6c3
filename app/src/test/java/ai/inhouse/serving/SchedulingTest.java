package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulingTest {
    private static final Duration SLOW = Duration.ofMillis(10);

    private static ApiServer start(Parrot parrot, Keys keys, Duration deadline) {
        return ApiServer.start(
                "127.0.0.1",
                0,
                List.of(TestModels.parrot("parrot", parrot)),
                keys,
                new Limits(10_000, 40, 4, Duration.ZERO, deadline));
    }

    private static CompletableFuture<HttpResponse<String>> later(
            Client client, String key, String words, String fields) {
        HttpRequest request =
                client.request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(Client.chatBody(words, fields)))
                        .build();
        return client.http().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void writesSeveralAnswersAtATime() throws Exception {
        Parrot parrot = new Parrot(SLOW, 4);
        try (ApiServer server = start(parrot, Keys.none(), Duration.ofMinutes(1));
                Client client = new Client(server.port())) {
            var endless = later(client, "", "forever", "\"max_tokens\":300");
            assertThat(client.chat("quick", "").statusCode()).isEqualTo(200);
            assertThat(endless).isNotDone();
            assertThat(endless.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void letsACallerWithOneRequestPastAnothersFlood(@TempDir Path folder) throws Exception {
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        String greedy = keys.create("greedy");
        String modest = keys.create("modest");
        Parrot parrot = new Parrot(Duration.ofMillis(1));
        try (ApiServer server = start(parrot, keys, Duration.ofMinutes(1));
                Client client = new Client(server.port())) {
            List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                flood.add(later(client, greedy, "forever", "\"max_tokens\":50"));
            }
            while (parrot.prompts.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(later(client, modest, "please", "").get().statusCode()).isEqualTo(200);
            assertThat(flood.stream().filter(CompletableFuture::isDone).count()).isLessThan(10);
            for (var one : flood) {
                assertThat(one.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void endsWhatIsNotCompleteAtItsDeadline() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), Duration.ofMillis(800));
                Client client = new Client(server.port())) {
            var running = later(client, "", "forever", "");
            while (parrot.running.get() == 0) {
                Thread.sleep(5);
            }
            var waiting = later(client, "", "forever two", "");
            HttpResponse<String> late = running.get();
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(Client.tree(late).at("/error/code").asString())
                    .isEqualTo("deadline_exceeded");
            assertThat(waiting.get().statusCode()).isEqualTo(504);
            assertThat(client.chat("three", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void takesADeadlineFromTheRequest() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), Duration.ofMinutes(1));
                Client client = new Client(server.port())) {
            HttpRequest.Builder request =
                    client.request("/v1/chat/completions")
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            Client.chatBody("forever", "\"stream\":true")));
            HttpResponse<String> late =
                    client.send(request.copy().header("Request-Timeout", "1").build());
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.body()).contains("deadline_exceeded").doesNotContain("[DONE]");
            assertThat(client.send(request.header("Request-Timeout", "soon").build()).statusCode())
                    .isEqualTo(400);
        }
    }
}
