package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import java.util.Optional;

/// Where a server listens, and how.
///
/// @param host a name or address of this machine
/// @param port 0 for any free one
/// @param tls without it the server speaks plainly
/// @param insecure whether it may do so, or serve without keys, where other machines reach it: for
///   a machine behind a proxy that does both
public record Address(String host, int port, Optional<TlsFiles> tls, boolean insecure) {
    public static Address plain(String host, int port) {
        return new Address(host, port, Optional.empty(), false);
    }

    /// As clients call it.
    ///
    /// @param bound the port that the server got
    public String url(int bound) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return "%s://%s:%d".formatted(tls.isPresent() ? "https" : "http", name, bound);
    }

    /// @throws InhouseException refused, if other machines would send what they say, and their
    ///   keys, in plain text
    public void requireTls(String doing) {
        if (tls.isEmpty() && !insecure && !WebServer.isLoopback(host)) {
            throw InhouseException.refused(
                    doing,
                    host,
                    "other machines would send their keys and words in plain text",
                    "Give --tls-cert and --tls-key, or bind to 127.0.0.1. Behind a proxy that"
                            + " speaks TLS, say --insecure.");
        }
    }

    /// @param known whether callers are: by keys, or by signing in
    /// @throws InhouseException refused, if other machines could call without saying who they are
    public void requireCallers(String doing, boolean known, String why, String next) {
        if (!known && !insecure && !WebServer.isLoopback(host)) {
            throw InhouseException.refused(doing, host, why, next);
        }
    }
}
