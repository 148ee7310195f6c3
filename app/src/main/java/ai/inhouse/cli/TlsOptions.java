package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.ServeSettings;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a server is reached from other machines.
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = {
                "PEM file of the certificate chain: speak TLS. It is read again when it",
                "changes (default: 'serve.tls_cert' of the recipe)."
            })
    private @Nullable Path certificates;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file of its private key (PKCS #8, not encrypted).")
    private @Nullable Path key;

    @Option(
            names = "--insecure",
            description = {
                "Let other machines call without TLS and without saying who they are:",
                "only behind a proxy that sees to both."
            })
    private boolean insecure;

    /// @throws InhouseException if one of the two files is missing
    Address address(String host, int port, ServeSettings recipe) {
        Optional<Path> chain = Optional.ofNullable(certificates).or(recipe::tlsCertificates);
        Optional<Path> secret = Optional.ofNullable(key).or(recipe::tlsKey);
        if (chain.isPresent() != secret.isPresent()) {
            throw InhouseException.badInput(
                    "starting the server",
                    "the command line",
                    "a certificate and its key go together, and one of them is missing",
                    "Give both --tls-cert and --tls-key, or none.");
        }
        return new Address(
                host, port, chain.map(file -> new TlsFiles(file, secret.orElseThrow())), insecure);
    }
}
