package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
    private static final Duration SLOW = Duration.ofMillis(10);

    private static ApiServer start(Parrot parrot, Keys keys, Limits limits) {
        return ApiServer.start(
                "127.0.0.1", 0, List.of(TestModels.parrot("parrot", parrot)), keys, limits);
    }

    private static Limits limits(int waiting, Duration drain) {
        return new Limits(10_000, waiting, 4, drain, Duration.ofMinutes(1));
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static CompletableFuture<HttpResponse<String>> later(
            Client client, String words, String fields) {
        return client.http()
                .sendAsync(
                        client.json("/v1/chat/completions", Client.chatBody(words, fields)),
                        HttpResponse.BodyHandlers.ofString());
    }

    /// A raw connection, so that a test decides when it closes and what it sends.
    private static Socket send(int port, String body) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(raw(body));
        socket.getOutputStream().flush();
        return socket;
    }

    private static byte[] raw(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(body.length(), body)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sendsEachPieceOfAStreamAsItComes() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO));
                Socket socket =
                        send(server.port(), Client.chatBody("forever", "\"stream\":true"))) {
            socket.setSoTimeout(5_000);
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (!line.contains("\"content\":\"v\"")) {
                line = lines.readLine();
            }
            assertThat(parrot.running).as("is still writing").hasValue(1);
        }
    }

    @Test
    void endsTheGenerationOfAStreamWhoseClientGoesAway() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO))) {
            Socket socket = send(server.port(), Client.chatBody("forever", "\"stream\":true"));
            assertThat(socket.getInputStream().read()).isPositive();
            eventually(() -> parrot.running.get() == 1);
            socket.close();
            eventually(() -> parrot.cancelled.get() == 1);
        }
    }

    @Test
    void endsTheGenerationOfAWholeAnswerWhoseClientGoesAway() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO))) {
            Socket socket = send(server.port(), Client.chatBody("forever", ""));
            eventually(() -> parrot.running.get() == 1);
            socket.close();
            eventually(() -> parrot.cancelled.get() == 1);
        }
    }

    @Test
    void neverBeginsWhatWaitedForAClientThatLeft() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO));
                Client client = new Client(server.port())) {
            var first = later(client, "forever one", "\"max_tokens\":100");
            eventually(() -> parrot.running.get() == 1);
            send(server.port(), Client.chatBody("two", "")).close();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(client.chat("three", "").statusCode()).isEqualTo(200);
            assertThat(parrot.prompts).noneMatch(p -> p.contains("two"));
        }
    }

    @Test
    void answersASecondRequestSentAheadOnTheSameConnection() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(raw(Client.chatBody("the first answer is slow enough to look", "")));
            out.flush();
            Thread.sleep(100);
            out.write(raw(Client.chatBody("second", "")));
            out.flush();
            socket.setSoTimeout(5_000);
            String received = "";
            byte[] buffer = new byte[10_000];
            InputStream in = socket.getInputStream();
            while (!received.contains("\"second\"")) {
                int n = in.read(buffer);
                assertThat(n).as("still open after: " + received).isPositive();
                received += new String(buffer, 0, n, StandardCharsets.UTF_8);
            }
            assertThat(received).contains("slow enough to look");
        }
    }

    @Test
    void doesNotLetAClientThatReadsNothingHoldUpOthers() throws Exception {
        Parrot parrot = TestModels.quick();
        var models = List.of(TestModels.parrot("parrot", parrot, 60_000));
        try (ApiServer server =
                        ApiServer.start(
                                "127.0.0.1", 0, models, Keys.none(), limits(4, Duration.ZERO));
                Client client = new Client(server.port());
                Socket socket =
                        send(server.port(), Client.chatBody("forever", "\"stream\":true"))) {
            eventually(() -> parrot.prompts.size() == 1);
            assertThat(client.chat("hello", "").statusCode()).isEqualTo(200);
            assertThat(parrot.cancelled).hasValue(0);
            assertThat(socket.getInputStream().available()).isPositive();
        }
    }

    @Test
    void refusesMoreThanItsQueueHoldsAndSaysWhenToComeBack() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        try (ApiServer server = start(parrot, Keys.none(), limits(1, Duration.ofSeconds(9)));
                Client client = new Client(server.port())) {
            var running = later(client, "forever", "\"max_tokens\":100");
            eventually(() -> parrot.running.get() == 1);
            var waiting = later(client, "two", "");
            HttpResponse<String> refused = refused(client);
            assertThat(Client.tree(refused).at("/error/type").asString())
                    .isEqualTo("rate_limit_error");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 120L);
            assertThat(running.get().statusCode()).isEqualTo(200);
            assertThat(waiting.get().statusCode()).isEqualTo(200);
            assertThat(client.chat("again", "").statusCode()).isEqualTo(200);
        }
    }

    /// Asks for two choices, which can never fit into a queue of one beside a running request.
    private static HttpResponse<String> refused(Client client) throws Exception {
        HttpResponse<String> response = client.chat("three", "\"n\":2");
        assertThat(response.statusCode()).isEqualTo(429);
        return response;
    }

    @Test
    void finishesRunningAnswersAndRefusesNewOnesWhenItStops() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ofSeconds(10)));
        try (Client client = new Client(server.port())) {
            var running = later(client, "forever", "\"max_tokens\":60");
            eventually(() -> parrot.running.get() == 1);
            assertThat(client.get("/ready").statusCode()).isEqualTo(200);
            Thread stopping = Thread.startVirtualThread(server::close);
            Thread.sleep(100);
            assertThat(client.get("/ready").statusCode()).isEqualTo(503);
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
            assertThat(client.chat("new", "").statusCode()).isEqualTo(503);
            assertThat(Client.tree(running.get()).at("/choices/0/message/content").asString())
                    .hasSize(60);
            stopping.join();
        }
    }

    @Test
    void endsWhatDoesNotFinishWithinTheLimit() throws Exception {
        Parrot parrot = new Parrot(SLOW);
        ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ofMillis(50)));
        try (Client client = new Client(server.port())) {
            var running = later(client, "forever", "");
            eventually(() -> parrot.running.get() == 1);
            var waiting = later(client, "two", "");
            server.close();
            assertThat(parrot.cancelled).hasValue(1);
            assertThat(running.get().statusCode()).isEqualTo(503);
            assertThat(waiting.get().statusCode()).isEqualTo(503);
        }
    }

    @Test
    void refusesAForeignHostOrOrigin() throws Exception {
        Parrot parrot = TestModels.quick();
        try (ApiServer server = start(parrot, Keys.none(), limits(4, Duration.ZERO));
                Client client = new Client(server.port())) {
            assertThat(get(server.port(), "Host: evil.example")).startsWith("HTTP/1.1 403");
            assertThat(get(server.port(), "Host: localhost:1")).startsWith("HTTP/1.1 200");
            assertThat(get(server.port(), "Host: [::1]:80")).startsWith("HTTP/1.1 200");
            String local = "Host: localhost\r\nOrigin: ";
            assertThat(get(server.port(), local + "http://evil.example"))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("Access-Control");
            assertThat(get(server.port(), local + "null")).startsWith("HTTP/1.1 403");
            assertThat(get(server.port(), local + "http://localhost")).startsWith("HTTP/1.1 200");
            assertThat(client.get("/v1/models").statusCode()).isEqualTo(200);
        }
    }

    private static String get(int port, String headers) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            ("GET /v1/models HTTP/1.1\r\n"
                                            + headers
                                            + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void needsAKeyOnceOneExistsAndStaysClosedAfterTheLast(@TempDir Path folder) throws Exception {
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        try (ApiServer server = start(TestModels.quick(), keys, limits(4, Duration.ZERO));
                Client client = new Client(server.port())) {
            assertThat(client.get("/v1/models").statusCode()).isEqualTo(200);
            String secret = keys.create("ci");
            assertThat(client.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
            assertThat(with(client, "Bearer " + secret)).isEqualTo(200);
            assertThat(with(client, "Bearer " + secret + "x")).isEqualTo(401);
            assertThat(with(client, "Basic " + secret)).isEqualTo(401);
            assertThat(Files.readString(folder.resolve("keys.json"))).doesNotContain(secret);
            keys.revoke("ci");
            assertThat(with(client, "Bearer " + secret)).isEqualTo(401);
            assertThat(client.get("/v1/models").statusCode()).isEqualTo(401);
        }
    }

    private static int with(Client client, String authorization) throws Exception {
        return client.send(
                        client.request("/v1/models").header("Authorization", authorization).build())
                .statusCode();
    }

    @Test
    void refusesTwoKeysOfOneNameAndRevokingNone(@TempDir Path folder) {
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        keys.create("ci");
        assertThatThrownBy(() -> keys.create("ci")).isInstanceOf(InhouseException.class);
        assertThatThrownBy(() -> keys.create(" ")).isInstanceOf(InhouseException.class);
        assertThatThrownBy(() -> keys.revoke("x")).isInstanceOf(InhouseException.class);
        assertThat(keys.list()).extracting(KeyFile.Key::name).containsExactly("ci");
    }

    @Test
    void refusesToListenBeyondLoopbackWithoutAKey() {
        assertThatThrownBy(
                        () -> ApiServer.start("0.0.0.0", 0, List.of(), Keys.none(), Limits.DEFAULT))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED));
    }

    @Test
    void saysThatAPortIsTaken() {
        try (ApiServer server = start(TestModels.quick(), Keys.none(), limits(4, Duration.ZERO))) {
            assertThatThrownBy(
                            () ->
                                    ApiServer.start(
                                            "127.0.0.1",
                                            server.port(),
                                            List.of(),
                                            Keys.none(),
                                            Limits.DEFAULT))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining(Integer.toString(server.port()));
        }
    }
}
