package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.ServeSettings;
import ai.inhouse.serving.Upstreams;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Servers that answer for ours.
final class UpstreamOptions {
    @Option(
            names = "--upstream",
            paramLabel = "URL",
            split = ",",
            description = {
                "OpenAI-compatible servers (vLLM, llama-server, our own) that answer behind",
                "this one's keys, limits, audit and metrics. Hosts beyond this machine stand",
                "in the recipe's 'egress' (default: 'serve.upstream' of the recipe)."
            })
    private List<String> urls = List.of();

    @Option(
            names = "--upstream-key-file",
            paramLabel = "FILE",
            description = "File with the key that these servers ask for.")
    private @Nullable Path keyFile;

    /// Whether the command line names any.
    boolean given() {
        return !urls.isEmpty();
    }

    /// Empty where there are none.
    ///
    /// @throws InhouseException if one may not be called, or none answers
    Optional<Upstreams> open(ServeSettings recipe) {
        List<URI> allowed =
                (urls.isEmpty() ? recipe.upstreams() : urls).stream().map(recipe::allowed).toList();
        return allowed.isEmpty() ? Optional.empty() : Optional.of(Upstreams.open(allowed, key()));
    }

    private Optional<String> key() {
        Path file = keyFile;
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading the servers' key", file, e, "Name a readable file with the key.");
        }
    }
}
