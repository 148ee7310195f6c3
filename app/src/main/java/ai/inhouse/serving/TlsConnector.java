package ai.inhouse.serving;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks TLS with the certificate of two files, which it looks at again every few seconds: new
/// connections get a renewed one, and open ones go on. Files that do not fit are not taken; the
/// certificate before them stays.
final class TlsConnector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final Thread watch;
    private Hash loaded;

    /// @throws InhouseException if the files cannot be used
    TlsConnector(TlsFiles files) {
        this.files = files;
        // Before they are read: if they are changed in between, they are read once more.
        this.loaded = state();
        use(context, files.load());
        this.watch = Thread.ofVirtual().name("certificate").start(this::watch);
    }

    private static void use(SslContextFactory context, KeyStore store) {
        context.setKeyStore(store);
        context.setKeyStorePassword(TlsFiles.PASSWORD);
    }

    Connector connector(Server server, HttpConfiguration plain, String host, int port) {
        HttpConfiguration https = new HttpConfiguration(plain);
        // There is one certificate, whatever name it is asked for by: clients check it.
        https.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector =
                new ServerConnector(
                        server,
                        new SslConnectionFactory(context, "http/1.1"),
                        new HttpConnectionFactory(https));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    private Hash state() {
        try {
            return files.state();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading the TLS files", files, e, "Give readable PEM files.");
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Hash now = files.state();
            if (!now.equals(loaded)) {
                KeyStore store = files.load();
                context.reload(changed -> use(changed, store));
                loaded = now;
                LOG.info("took the new certificate of {}", files.certificates());
            }
        } catch (Exception e) {
            LOG.warn("keeping the certificate, since the new one cannot be used", e);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
