package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A plain HTTP client of one server.
final class Client implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Client(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    HttpRequest json(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(json(path, body));
    }

    /// Posts a chat request of one user message, with further fields as JSON text.
    HttpResponse<String> chat(String words, String fields)
            throws IOException, InterruptedException {
        return post("/v1/chat/completions", chatBody(words, fields));
    }

    static String chatBody(String words, String fields) {
        return "{\"model\":\"parrot\",\"messages\":[{\"role\":\"user\",\"content\":%s}]%s}"
                .formatted(Json.write(words), fields.isEmpty() ? "" : "," + fields);
    }

    HttpClient http() {
        return http;
    }

    static JsonNode tree(HttpResponse<String> response) {
        return Json.tree(response.body(), "response");
    }

    /// The events of a stream, `[DONE]` left out but required.
    static List<JsonNode> events(HttpResponse<String> response) {
        List<String> data =
                response.body()
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.substring("data: ".length()))
                        .toList();
        assertThat(data).as(response.body()).endsWith("[DONE]");
        return data.subList(0, data.size() - 1).stream()
                .map(event -> Json.tree(event, "event"))
                .toList();
    }

    @Override
    public void close() {
        http.close();
    }
}
