package ai.inhouse.serving.load;

import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks one question and listens to the whole stream of its answer.
final class LoadClient {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String DATA = "data: ";
    private static final int UNHEARD = 0;

    private final HttpClient http;
    private final LoadTarget target;

    LoadClient(HttpClient http, LoadTarget target) {
        this.http = http;
        this.target = target;
    }

    /// How a request went.
    ///
    /// @param status as in HTTP; 0 where the connection broke, 200 only for a whole answer
    /// @param retryAfter whether a refusal said when to come back
    /// @param gapSeconds between the pieces of the text
    record Sample(
            int status,
            boolean retryAfter,
            double firstTokenSeconds,
            double totalSeconds,
            List<Double> gapSeconds,
            int tokens) {
        static Sample failed(int status, boolean retryAfter) {
            return new Sample(status, retryAfter, 0, 0, List.of(), 0);
        }
    }

    Sample ask(String prompt, int tokens) throws InterruptedException {
        Map<String, Object> body =
                Map.of(
                        "model",
                        target.model(),
                        "messages",
                        List.of(Map.of("role", "user", "content", prompt)),
                        "max_tokens",
                        tokens,
                        "temperature",
                        0,
                        "stream",
                        true,
                        "stream_options",
                        Map.of("include_usage", true));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.chat())
                        .timeout(LONGEST)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        target.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        long start = System.nanoTime();
        try {
            HttpResponse<Stream<String>> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                return response.statusCode() == 200
                        ? listen(lines.iterator(), start)
                        : Sample.failed(
                                response.statusCode(),
                                response.headers().firstValue("Retry-After").isPresent());
            }
        } catch (IOException | UncheckedIOException e) {
            return Sample.failed(UNHEARD, false);
        }
    }

    private static Sample listen(Iterator<String> lines, long start) {
        List<Double> gaps = new ArrayList<>();
        double first = 0;
        int tokens = 0;
        long last = start;
        boolean whole = false;
        while (lines.hasNext()) {
            String line = lines.next();
            whole |= line.equals(DATA + "[DONE]");
            JsonNode chunk = chunk(line);
            if (chunk.path("error").isObject()) {
                return Sample.failed(UNHEARD, false);
            }
            tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
            if (!chunk.at("/choices/0/delta/content").asString("").isEmpty()) {
                long now = System.nanoTime();
                double seconds = (now - last) / 1e9;
                if (first == 0) {
                    first = seconds;
                } else {
                    gaps.add(seconds);
                }
                last = now;
            }
        }
        double total = (System.nanoTime() - start) / 1e9;
        return whole
                ? new Sample(200, false, first, total, gaps, tokens)
                : Sample.failed(UNHEARD, false);
    }

    private static JsonNode chunk(String line) {
        try {
            return line.startsWith(DATA + "{")
                    ? Json.mapper().readTree(line.substring(DATA.length()))
                    : Json.mapper().createObjectNode();
        } catch (JacksonException e) {
            return Json.mapper().createObjectNode();
        }
    }
}
