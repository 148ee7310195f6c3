package ai.inhouse.serving;

import ai.inhouse.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One OpenAI-compatible server behind ours: whether it answers, with which models, and what it is
/// doing for us. Its mutable state belongs to [Upstreams], which guards it.
final class UpstreamServer {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamServer.class);
    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final int REMEMBERED_BLOCKS = 100_000;

    private final String base;
    private final Optional<String> key;
    private final PrefixMemory prefixes = new PrefixMemory(REMEMBERED_BLOCKS);
    private Map<String, Integer> models = Map.of();
    private boolean up;
    private int running;
    private long served;

    /// @param url with or without the `/v1`
    /// @param key that it asks for
    UpstreamServer(URI url, Optional<String> key) {
        this.base = url.toString().replaceFirst("/+$", "").replaceFirst("/v1$", "");
        this.key = key;
    }

    String name() {
        return base;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    /// Asks for the server's models.
    ///
    /// @return each with the length of its context, 0 where it does not say; empty where it does
    ///   not answer
    Optional<Map<String, Integer>> probe(HttpClient http) throws InterruptedException {
        try {
            var response =
                    http.send(
                            request("/v1/models").timeout(PROBE).build(),
                            BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                LOG.debug("{} answers {}", base, response.statusCode());
                return Optional.empty();
            }
            Map<String, Integer> found = new LinkedHashMap<>();
            for (JsonNode model : Json.mapper().readTree(response.body()).path("data")) {
                found.put(model.path("id").asString(""), contextLength(model));
            }
            found.remove("");
            return Optional.of(found);
        } catch (IOException | JacksonException e) {
            LOG.debug("{} does not answer", base, e);
            return Optional.empty();
        }
    }

    /// As our own servers say it, vLLM, and llama.cpp.
    private static int contextLength(JsonNode model) {
        int ours = model.path("context_length").asInt(0);
        int vllm = model.path("max_model_len").asInt(0);
        return ours > 0 ? ours : vllm > 0 ? vllm : model.at("/meta/n_ctx_train").asInt(0);
    }

    void found(Optional<Map<String, Integer>> now) {
        if (up != now.isPresent()) {
            LOG.info("{} {}", base, now.isPresent() ? "answers" : "does not answer any more");
        }
        up = now.isPresent();
        now.ifPresentOrElse(names -> models = names, prefixes::forget);
    }

    boolean up() {
        return up;
    }

    Map<String, Integer> models() {
        return models;
    }

    int running() {
        return running;
    }

    long served() {
        return served;
    }

    int known(long[] blocks) {
        return prefixes.known(blocks);
    }

    void begin(long[] blocks) {
        running++;
        served++;
        prefixes.remember(blocks);
    }

    void end() {
        running--;
    }
}
