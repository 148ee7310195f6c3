package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our server before two others of ours.
class UpstreamTest {
    private static final Duration SLOW = Duration.ofMillis(10);

    /// Of the servers behind: one that is to be gone ends soon.
    private static final Limits BEHIND =
            new Limits(4 << 20, 64, 16, Duration.ofSeconds(1), Duration.ofMinutes(10));

    @TempDir private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Parrot[] parrots = {new Parrot(SLOW, 8), new Parrot(SLOW, 8)};
    private final ApiServer[] behind = new ApiServer[2];
    private KeyFile keys;
    private ApiServer gateway;
    private Client client;

    @BeforeEach
    void start() {
        for (int i = 0; i < 2; i++) {
            behind[i] =
                    ApiServer.start(
                            "127.0.0.1",
                            0,
                            List.of(TestModels.parrot("parrot", parrots[i], 5_000)),
                            Keys.none(),
                            BEHIND);
        }
        keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        startBefore(List.of(url(behind[0].port()), url(behind[1].port())));
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void startBefore(List<URI> servers) {
        Upstreams upstreams = Upstreams.open(servers, Optional.empty());
        gateway =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(),
                        keys,
                        Limits.DEFAULT,
                        Surroundings.NONE
                                .with(new AuditLog(folder.resolve("audit.jsonl")))
                                .before(Optional.of(upstreams)));
        client = new Client(gateway.port());
        open.addAll(List.of(client, gateway, upstreams));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        for (ApiServer server : behind) {
            server.close();
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private CompletableFuture<HttpResponse<String>> later(String words, String fields) {
        return client.http()
                .sendAsync(
                        client.json("/v1/chat/completions", Client.chatBody(words, fields)),
                        HttpResponse.BodyHandlers.ofString());
    }

    private String audit() throws IOException {
        return Files.readString(folder.resolve("audit.jsonl"));
    }

    @Test
    void passesAnswersOnAndCountsThem() throws Exception {
        assertThat(client.get("/v1/models").body()).contains("parrot", "5000");
        HttpResponse<String> whole = client.chat("hello", "");
        assertThat(Client.tree(whole).at("/choices/0/message/content").asString())
                .isEqualTo("hello");
        HttpResponse<String> text =
                client.post("/v1/completions", "{\"model\":\"parrot\",\"prompt\":\"abc\"}");
        assertThat(Client.tree(text).at("/choices/0/text").asString()).isEqualTo("abc");
        String id = Client.tree(whole).path("id").asString();
        assertThat(audit())
                .contains("\"id\":\"" + id + "\"", "\"completion_tokens\":5", "\"stop\"")
                .contains("\"model\":\"parrot\"");
        assertThat(client.get("/metrics").body())
                .contains("inhouse_upstream_up{upstream=\"" + url(behind[0].port()))
                .contains(
                        "inhouse_completion_tokens_total{caller=\"anyone\",model=\"parrot\"} 8.0");
    }

    @Test
    void streamsEachPieceAsItComesAndAddsNoUsageUnasked() throws Exception {
        String stream = "\"stream\":true";
        var events = Client.events(client.chat("hello", stream));
        assertThat(events).noneMatch(UpstreamTally::onlyUsage);
        assertThat(said(events)).isEqualTo("hello");
        var asked =
                Client.events(
                        client.chat(
                                "hello", stream + ",\"stream_options\":{\"include_usage\":true}"));
        assertThat(asked.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(audit().lines()).hasSize(2).allMatch(l -> l.contains("\"completion_tokens\":5"));
    }

    private static String said(List<tools.jackson.databind.JsonNode> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(e -> text.append(e.at("/choices/0/delta/content").asString("")));
        return text.toString();
    }

    @Test
    void appliesItsOwnKeysAndLimits() throws Exception {
        String key = keys.create("ci");
        assertThat(client.chat("hello", "").statusCode()).isEqualTo(401);
        var narrow =
                new KeyFile.Terms(
                        ai.inhouse.identity.AccessLabel.Level.INTERNAL,
                        List.of(),
                        List.of("other"),
                        0,
                        0,
                        Optional.empty());
        String other = keys.create("narrow", narrow);
        assertThat(with(other)).isEqualTo(403);
        assertThat(with(key)).isEqualTo(200);
        assertThat(parrots[0].prompts.size() + parrots[1].prompts.size()).isEqualTo(1);
    }

    private int with(String key) throws Exception {
        return client.send(
                        client.request("/v1/chat/completions")
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + key)
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                Client.chatBody("hello", "")))
                                .build())
                .statusCode();
    }

    @Test
    void sharesRequestsOutByWhatServersHaveToDo() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(later("forever " + i, "\"max_tokens\":40"));
        }
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(parrots[0].prompts).hasSize(4);
        assertThat(parrots[1].prompts).hasSize(4);
    }

    @Test
    void sendsTheSameBeginningToTheServerThatHasReadIt() throws Exception {
        String first = "The first handbook. ".repeat(30);
        String second = "Another manual here. ".repeat(30);
        for (int i = 0; i < 6; i++) {
            client.chat(first + i, "\"max_tokens\":2");
            client.chat(second + i, "\"max_tokens\":2");
        }
        for (Parrot parrot : parrots) {
            assertThat(parrot.prompts).hasSize(6);
            assertThat(parrot.prompts.stream().map(p -> p.contains("handbook")).distinct())
                    .as("one beginning each")
                    .hasSize(1);
        }
    }

    @Test
    void goesElsewhereWhenTheServerThatHasReadItIsBusy() throws Exception {
        String same = "The same handbook for all. ".repeat(30) + "forever";
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(later("forever " + same + i, "\"max_tokens\":40"));
        }
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(parrots[0].prompts.size()).isBetween(3, 5);
    }

    @Test
    void answersByTheOtherServerWhenOneIsGone() throws Exception {
        behind[0].close();
        for (int i = 0; i < 6; i++) {
            assertThat(client.chat("hello " + i, "").statusCode()).isEqualTo(200);
        }
        assertThat(parrots[1].prompts).hasSize(6);
        assertThat(client.get("/ready").statusCode()).isEqualTo(200);
        assertThat(client.get("/metrics").body()).contains("} 0.0");
        behind[1].close();
        assertThat(client.chat("hello", "").statusCode()).isEqualTo(503);
        eventually(() -> ready() == 503);
    }

    private int ready() {
        try {
            return client.get("/ready").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endsTheAnswerBehindWhenItsClientLeaves() throws Exception {
        HttpResponse<InputStream> stream =
                client.http()
                        .send(
                                client.json(
                                        "/v1/chat/completions",
                                        Client.chatBody("forever", "\"stream\":true")),
                                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.body().read()).isPositive();
        stream.body().close();
        eventually(() -> parrots[0].cancelled.get() + parrots[1].cancelled.get() == 1);
        eventually(() -> audited("\"status\":499"));
        var waiting = later("forever", "");
        eventually(() -> parrots[0].running.get() + parrots[1].running.get() == 1);
        waiting.cancel(true);
        eventually(() -> parrots[0].cancelled.get() + parrots[1].cancelled.get() == 2);
    }

    private boolean audited(String what) {
        try {
            return audit().contains(what);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void tellsOfAServerThatEndsInTheMiddleAndDoesNotBeginAnew() throws Exception {
        HttpResponse<InputStream> answer =
                client.http()
                        .send(
                                client.json(
                                        "/v1/chat/completions",
                                        Client.chatBody(
                                                "forever", "\"stream\":true,\"max_tokens\":4000")),
                                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).as("the client has heard something").isPositive();
        int busy = parrots[0].running.get() == 1 ? 0 : 1;
        behind[busy].close();
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).contains("\"error\"");
        assertThat(parrots[0].prompts.size() + parrots[1].prompts.size()).isEqualTo(1);
    }

    @Test
    void drainsBeforeItStops() throws Exception {
        var running = later("forever", "\"max_tokens\":60");
        eventually(() -> parrots[0].running.get() + parrots[1].running.get() == 1);
        Thread stopping = Thread.startVirtualThread(gateway::close);
        assertThat(Client.tree(running.get()).at("/choices/0/message/content").asString())
                .hasSize(60);
        stopping.join();
    }

    @Test
    void passesOnWhatARequestIsRefusedFor() throws Exception {
        HttpResponse<String> wrong = client.chat("hello", "\"temperature\":7");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Client.tree(wrong).at("/error/param").asString()).isEqualTo("temperature");
        assertThat(client.chat("hello", "\"grounded\":true").statusCode()).isEqualTo(400);
        HttpResponse<String> unknown =
                client.post("/v1/chat/completions", "{\"model\":\"x\",\"messages\":[]}");
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    /// A server that sends what a test wants, in place of a kind of server that is not here.
    private URI scripted(int status, String type, String body) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    boolean models = exchange.getRequestURI().getPath().equals("/v1/models");
                    String said =
                            models ? "{\"data\":[{\"id\":\"other\",\"max_model_len\":77}]}" : body;
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(models ? 200 : status, 0);
                    exchange.getResponseBody().write(said.getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        open.add(() -> server.stop(0));
        return url(server.getAddress().getPort());
    }

    private HttpResponse<String> ask(URI server, String fields) throws Exception {
        startBefore(List.of(server));
        return client.post(
                "/v1/chat/completions",
                Client.chatBody("hello", fields).replace("\"parrot\"", "\"other\""));
    }

    @Test
    void understandsOtherServersErrors() throws Exception {
        HttpResponse<String> vllm =
                ask(
                        scripted(
                                400,
                                "application/json",
                                "{\"object\":\"error\",\"message\":\"no\"}"),
                        "");
        assertThat(vllm.statusCode()).isEqualTo(400);
        assertThat(Client.tree(vllm).at("/error/message").asString()).contains("no");
        assertThat(client.get("/v1/models/other").body()).contains("77");
        assertThat(ask(scripted(500, "text/plain", "a secret"), "").body())
                .doesNotContain("secret");
        assertThat(ask(scripted(500, "text/plain", "x"), "").statusCode()).isEqualTo(502);
        assertThat(ask(scripted(401, "text/plain", "key?"), "").statusCode()).isEqualTo(502);
        HttpResponse<String> full = ask(scripted(429, "text/plain", "full"), "");
        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.headers().firstValue("Retry-After")).isPresent();
        assertThat(ask(scripted(503, "text/plain", "loading"), "").statusCode()).isEqualTo(503);
        assertThat(ask(scripted(200, "text/html", "<html>"), "").statusCode()).isEqualTo(503);
    }

    @Test
    void countsPiecesWhereAServerTellsNoUsage() throws Exception {
        String chunk =
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}";
        String body = ": hello\n\n" + (chunk + "\n\n").repeat(7) + "data: [DONE]\n\n";
        HttpResponse<String> answer =
                ask(scripted(200, "text/event-stream", body), "\"stream\":true");
        assertThat(answer.body()).isEqualTo(body);
        assertThat(audit()).contains("\"completion_tokens\":7", "\"id\":\"c1\"");
    }

    @Test
    void saysThatNoServerAnswers() {
        assertThatThrownBy(() -> Upstreams.open(List.of(url(1)), Optional.empty()))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("none of these servers answers");
    }

    @Test
    void writesNoWordIntoTheAuditLog() throws Exception {
        client.chat("a secret word", "");
        assertThat(audit()).doesNotContain("secret");
        assertThat(Json.tree(audit().strip(), "audit").at("/call/caller").asString())
                .isEqualTo("anyone");
    }
}
