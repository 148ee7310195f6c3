package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir private Path folder;

    private static ApiServer start(Address address) {
        return start(address, Keys.none(), TestModels.parrot("parrot", TestModels.quick()));
    }

    private static ApiServer start(Address address, Keys keys, ServedModel... models) {
        return ApiServer.start(address, List.of(models), keys, Limits.DEFAULT, Surroundings.NONE);
    }

    private static Address secure(String host, TlsFiles files) {
        return new Address(host, 0, Optional.of(files), false);
    }

    /// A client that trusts just this certificate.
    private static HttpClient trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static String servedName(HttpClient client, int port) throws Exception {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "https://localhost:%d/v1/models".formatted(port)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("parrot");
        var session = response.sslSession().orElseThrow();
        X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    @Test
    void speaksTlsWithEachKindOfKey() throws Exception {
        for (String kind : List.of("EC", "RSA", "Ed25519")) {
            TlsFiles files = TestCertificates.write(folder, kind, kind);
            try (ApiServer server = start(secure("127.0.0.1", files));
                    HttpClient client = trusting(files.certificates())) {
                assertThat(servedName(client, server.port())).isEqualTo("CN=" + kind);
            }
        }
    }

    @Test
    void endsTheGenerationOfAClientThatLeavesAnEncryptedStream() throws Exception {
        TlsFiles files = TestCertificates.write(folder, "one", "EC");
        Parrot parrot = new Parrot(java.time.Duration.ofMillis(10));
        ServedModel slow = TestModels.parrot("parrot", parrot);
        try (ApiServer server = start(secure("127.0.0.1", files), Keys.none(), slow);
                HttpClient client = trusting(files.certificates())) {
            String url = "https://localhost:%d/v1/chat/completions".formatted(server.port());
            HttpResponse<InputStream> stream =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    Client.chatBody("forever", "\"stream\":true")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.body().read()).isPositive();
            stream.body().close();
            for (int i = 0; i < 500 && parrot.cancelled.get() == 0; i++) {
                Thread.sleep(10);
            }
            assertThat(parrot.cancelled).hasValue(1);
        }
    }

    @Test
    void takesARenewedCertificateAndKeepsTheOldOneForABrokenFile() throws Exception {
        TlsFiles files = TestCertificates.write(folder, "old", "EC");
        try (ApiServer server = start(secure("127.0.0.1", files))) {
            try (HttpClient client = trusting(files.certificates())) {
                Files.writeString(files.key(), "nonsense");
                Thread.sleep(2_500);
                assertThat(servedName(client, server.port())).isEqualTo("CN=old");
            }
            TestCertificates.write(folder, "new", "RSA");
            String name = "CN=old";
            for (int i = 0; i < 100 && name.equals("CN=old"); i++) {
                Thread.sleep(100);
                name = nameOrOld(files, server.port());
            }
            assertThat(name).isEqualTo("CN=new");
        }
    }

    private static String nameOrOld(TlsFiles files, int port) throws Exception {
        try (HttpClient client = trusting(files.certificates())) {
            return servedName(client, port);
        } catch (javax.net.ssl.SSLException e) {
            return "CN=old";
        }
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        TlsFiles one = TestCertificates.write(folder, "one", "EC");
        TlsFiles two = TestCertificates.write(other, "two", "EC");
        refuses(new TlsFiles(one.certificates(), two.key()), "not the key of");
        refuses(new TlsFiles(one.key(), one.key()), "");
        refuses(new TlsFiles(folder.resolve("none.pem"), one.key()), "none.pem");
        Path old = folder.resolve("pkcs1.key");
        Files.writeString(old, Files.readString(one.key()).replace("PRIVATE", "RSA PRIVATE"));
        refuses(new TlsFiles(one.certificates(), old), "BEGIN PRIVATE KEY");
    }

    private static void refuses(TlsFiles files, String why) {
        assertThatThrownBy(() -> start(secure("127.0.0.1", files)).close())
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.BAD_INPUT))
                .hasMessageContaining(why);
    }

    @Test
    void servesOtherMachinesOnlyWithTlsAndKeysUnlessForced() throws Exception {
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        keys.create("ci");
        Keys anyone = Keys.none();
        TlsFiles files = TestCertificates.write(folder, "one", "EC");
        assertRefused(Address.plain("0.0.0.0", 0), keys, "plain text");
        assertRefused(secure("0.0.0.0", files), anyone, "without a key");
        assertThatCode(() -> start(secure("0.0.0.0", files), keys).close())
                .doesNotThrowAnyException();
        Address forced = new Address("0.0.0.0", 0, Optional.empty(), true);
        assertThatCode(() -> start(forced, anyone).close()).doesNotThrowAnyException();
    }

    private static void assertRefused(Address address, Keys keys, String why) {
        assertThatThrownBy(() -> start(address, keys).close())
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining(why);
    }
}
