package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server on which API and studio put their routes. It answers each request on a virtual
/// thread, turns exceptions into errors of OpenAI's shape, and refuses what a web page elsewhere
/// could send through a visitor's browser: a foreign `Host` (DNS rebinding) or `Origin`.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /// How long answers that are complete may take to reach clients when the server stops.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Javalin javalin;
    private final Optional<TlsConnector> tls;

    private WebServer(Javalin javalin, Optional<TlsConnector> tls) {
        this.javalin = javalin;
        this.tls = tls;
    }

    /// @param host a name or address of this machine
    /// @param port 0 for any free one
    /// @param routes adds what is served
    /// @throws InhouseException if the address cannot be had
    public static WebServer start(String host, int port, Consumer<RoutesConfig> routes) {
        return start(Address.plain(host, port), routes);
    }

    /// As [#start(String, int, Consumer)].
    public static WebServer start(Address address, Consumer<RoutesConfig> routes) {
        boolean loopback = isLoopback(address.host());
        Optional<TlsConnector> tls = address.tls().map(TlsConnector::new);
        Javalin javalin =
                Javalin.create(
                        config -> {
                            configure(config);
                            tls.ifPresent(secure -> secure(config, secure, address));
                            config.routes.before(request -> refuseForeign(request, loopback));
                            routes.accept(config.routes);
                        });
        try {
            return new WebServer(javalin.start(address.host(), address.port()), tls);
        } catch (JavalinBindException e) {
            javalin.stop();
            tls.ifPresent(TlsConnector::close);
            throw InhouseException.badInput(
                    "starting the server",
                    "%s:%d".formatted(address.host(), address.port()),
                    e,
                    "Choose another port with --port, or end the program that uses this one.");
        }
    }

    private static void secure(JavalinConfig config, TlsConnector tls, Address address) {
        config.jetty.addConnector(
                (server, http) -> tls.connector(server, http, address.host(), address.port()));
    }

    /// Whether only this machine's programs can reach such an address.
    ///
    /// @throws InhouseException if the name is not known
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw InhouseException.badInput(
                    "starting the server", host, "no such host", "Give this machine's address.");
        }
    }

    private static void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(
                jetty -> {
                    jetty.setHandler(new GracefulHandler());
                    jetty.setStopTimeout(LAST_WORDS.toMillis());
                });
        config.routes.exception(HttpResponseException.class, WebServer::httpError);
        config.routes.exception(Exception.class, WebServer::error);
    }

    private static void httpError(HttpResponseException e, Context request) {
        error(ApiException.of(e.getStatus(), String.valueOf(e.getMessage())), request);
    }

    private static void error(Exception e, Context request) {
        ApiException api = ApiException.from(e);
        if (api.status() >= 500 && api != e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
        }
        api.retryAfterSeconds()
                .ifPresent(seconds -> request.header("Retry-After", seconds.toString()));
        if (api.status() == 401) {
            request.header("WWW-Authenticate", "Bearer");
        }
        request.status(api.status()).contentType("application/json").result(Json.write(api.body()));
    }

    private static void refuseForeign(Context request, boolean loopback) {
        String host = request.header("Host");
        if (loopback && (host == null || !LOOPBACK_NAMES.contains(withoutPort(host)))) {
            throw ApiException.of(
                    403, "This server answers to localhost only, and was called by another name.");
        }
        String origin = request.header("Origin");
        if (origin != null && !authority(origin).equals(host)) {
            throw ApiException.of(403, "Pages of other origins may not call this server.");
        }
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":[0-9]*$", "");
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    public int port() {
        return javalin.port();
    }

    /// Writes what is being answered to its end, for a short time, and ends all connections.
    @Override
    public void close() {
        javalin.stop();
        tls.ifPresent(TlsConnector::close);
    }
}
