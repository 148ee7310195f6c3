package ai.inhouse.web;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A reviewer's browser, as far as the server can tell: it keeps a few items ahead, sends a verdict
/// at a time, and remembers how long it waited.
final class BenchReviewer {
    static final String CSRF = "csrf";
    private static final int FEW = 4;

    private final HttpClient http;
    private final String base;
    private final String token;
    private final Queue<String> ahead = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Long> verdicts = new ArrayList<>();
    private final List<Long> items = new ArrayList<>();

    BenchReviewer(HttpClient http, String base, String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    List<Long> verdicts() {
        return verdicts;
    }

    List<Long> items() {
        return items;
    }

    boolean needsItems() {
        return ahead.size() < FEW;
    }

    /// Says so many verdicts one after the other, and asks for items after each.
    void work(int count) {
        try {
            fill();
            items.clear();
            for (int i = 0; i < count && !ahead.isEmpty(); i++) {
                verdict();
                fill();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Says what it thinks of the item at hand, or asks for one.
    void verdict() throws IOException, InterruptedException {
        if (ahead.isEmpty()) {
            fill();
            return;
        }
        Map<String, Object> rating =
                Map.of(
                        "id",
                        UUID.randomUUID().toString(),
                        "item",
                        ahead.remove(),
                        "judgement",
                        Judgement.of(new Verdict.Choice(0)),
                        "seconds",
                        5);
        String body = Json.write(Map.of("ratings", List.of(rating)));
        long began = System.nanoTime();
        JsonNode kept =
                send(
                        request("/api/review/ratings")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        verdicts.add(System.nanoTime() - began);
        if (!kept.at("/0/reason").asString().isEmpty()) {
            throw new IOException("a verdict was refused: " + kept);
        }
    }

    void fill() throws IOException, InterruptedException {
        long began = System.nanoTime();
        JsonNode next = send(request("/api/review/next").GET());
        items.add(System.nanoTime() - began);
        for (JsonNode item : next) {
            String id = item.path("id").asString();
            if (seen.add(id)) {
                ahead.add(id);
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("Cookie", "inhouse_session=" + token)
                .header("X-CSRF-Token", CSRF);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "the studio answered %d: %s".formatted(response.statusCode(), response.body()));
        }
        return Json.tree(response.body(), "the studio's answer");
    }
}
