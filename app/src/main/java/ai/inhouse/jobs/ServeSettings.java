package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a recipe says of serving: its keys `serve` and `egress`. It is read apart from the rest,
/// since a server needs no documents.
///
/// @param tlsCertificates PEM file; absent: plain HTTP
/// @param tlsKey PEM file
/// @param upstreams servers that answer for this one
/// @param egress hosts beyond this machine that may be called, as `host` or `host:port`
public record ServeSettings(
        Optional<Path> tlsCertificates,
        Optional<Path> tlsKey,
        List<String> upstreams,
        List<String> egress) {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final ServeSettings NONE =
            new ServeSettings(Optional.empty(), Optional.empty(), List.of(), List.of());

    public ServeSettings {
        upstreams = List.copyOf(upstreams);
        egress = List.copyOf(egress);
    }

    /// @param recipe nothing is set where there is no such file
    /// @throws InhouseException with what is wrong with the recipe
    public static ServeSettings read(Path recipe) {
        if (!Files.exists(recipe)) {
            return NONE;
        }
        RecipeFile file = RecipeFile.read(recipe);
        file.requireForm();
        JsonNode tree = file.tree();
        JsonNode serve = tree.path("serve");
        return new ServeSettings(
                file(recipe, serve.path("tls_cert")),
                file(recipe, serve.path("tls_key")),
                strings(serve.path("upstream")),
                strings(tree.path("egress")));
    }

    private static Optional<Path> file(Path recipe, JsonNode node) {
        return node.isString()
                ? Optional.of(recipe.toAbsolutePath().resolveSibling(node.asString()))
                : Optional.empty();
    }

    private static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        node.forEach(one -> strings.add(one.asString()));
        if (node.isString()) {
            strings.add(node.asString());
        }
        return strings;
    }

    /// A server's address, once it may be called.
    ///
    /// @throws InhouseException if it is none, or refused if it lies beyond this machine and the
    ///   recipe does not name its host
    public URI allowed(String url) {
        URI uri = parsed(url);
        String host = uri.getHost();
        boolean named = egress.contains(host) || egress.contains(uri.getAuthority());
        if (!named && !THIS_MACHINE.contains(host)) {
            throw InhouseException.refused(
                    "calling another server",
                    host,
                    "it is not this machine, and the recipe does not let anything out to it",
                    "If what is asked may go there, add to the recipe: 'egress: [%s]'."
                            .formatted(host));
        }
        return uri;
    }

    private static URI parsed(String url) {
        try {
            URI uri = URI.create(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw InhouseException.badInput(
                "calling another server",
                url,
                "it is no address of a server",
                "Give one as in http://127.0.0.1:8000 or https://host:8000/v1.");
    }
}
