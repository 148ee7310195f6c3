package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A thousand clients that behave badly: those that behave go on being served.
class ManyClientsTest {
    private static final int MANY = 1_000;
    private static final long SEED = 5;

    private final List<Socket> sockets = new ArrayList<>();
    private final Parrot parrot = new Parrot(Duration.ofMillis(1), 16);
    private ApiServer server;
    private Client client;

    @BeforeEach
    void start() {
        Limits limits = new Limits(10_000, 32, 4, Duration.ZERO, Duration.ofMinutes(1));
        server =
                ApiServer.start(
                        "127.0.0.1",
                        0,
                        List.of(TestModels.parrot("parrot", parrot, 60_000)),
                        Keys.none(),
                        limits);
        client = new Client(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        client.close();
        server.close();
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String request(String words, String fields) {
        String body = Client.chatBody(words, fields);
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(body.length(), body);
    }

    private void assertServes() throws Exception {
        assertThat(client.get("/health").statusCode()).isEqualTo(200);
        int status = 429;
        for (int i = 0; i < 300 && status == 429; i++) {
            status = client.chat("hello", "").statusCode();
            Thread.sleep(20);
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void servesOnBesideThoseThatSendHalfARequestAndWait() throws Exception {
        String whole = request("hello", "");
        Random random = new Random(SEED);
        for (int i = 0; i < MANY; i++) {
            send(whole.substring(0, 1 + random.nextInt(whole.length() - 1)));
        }
        assertServes();
    }

    @Test
    void endsWhatWasBegunForThoseThatLeave() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < MANY; i++) {
            Socket socket = send(request("forever " + i, "\"stream\":true"));
            if (random.nextBoolean()) {
                Thread.sleep(random.nextInt(3));
            }
            socket.close();
        }
        for (int i = 0; i < 1_500 && parrot.running.get() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(parrot.running).as("seed %d", SEED).hasValue(0);
        assertServes();
    }

    /// Each gets a status, and those that are refused hear when to come back.
    @Test
    void answersOrRefusesThoseThatReadSlowly() throws Exception {
        for (int i = 0; i < MANY; i++) {
            send(request("hello " + i, "\"stream\":true"));
        }
        assertServes();
        int answered = 0;
        int refused = 0;
        for (Socket socket : sockets) {
            String head = head(socket.getInputStream());
            Matcher status = Pattern.compile("HTTP/1.1 (\\d+)").matcher(head);
            assertThat(status.find()).as(head).isTrue();
            switch (status.group(1)) {
                case "200" -> answered++;
                case "429" -> {
                    refused++;
                    assertThat(head).contains("Retry-After: ");
                }
                default -> throw new AssertionError(head);
            }
        }
        assertThat(answered).isPositive();
        assertThat(answered + refused).isEqualTo(MANY);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("cut off after: " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }
}
