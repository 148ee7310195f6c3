package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The description is what the server does, and the server withstands what it describes.
class ApiDescriptionTest {
    private static final long SEED = 9;
    private static TinyModel model;
    private static ApiServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        model = new TinyModel();
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(model.served()),
                        Keys.none(),
                        Limits.DEFAULT,
                        Surroundings.NONE.with(feedback -> true));
        client = new Client(server.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
        model.close();
    }

    private static JsonNode description() throws Exception {
        HttpResponse<String> response = client.get("/openapi.json");
        assertThat(response.statusCode()).isEqualTo(200);
        return Client.tree(response);
    }

    private static JsonNode schema(String name) throws Exception {
        return description().at("/components/schemas/" + name + "/properties");
    }

    @Test
    void describesTheFieldsThatAreRead() throws Exception {
        Map<String, Set<String>> read =
                Map.of(
                        "ChatCompletion", RequestFields.CHAT,
                        "Completion", RequestFields.TEXT,
                        "Response", RequestFields.RESPONSE,
                        "Embeddings", Embeddings.FIELDS,
                        "Feedback", Feedback.FIELDS);
        for (var entry : read.entrySet()) {
            assertThat(schema(entry.getKey()).propertyNames())
                    .as(entry.getKey())
                    .containsExactlyInAnyOrderElementsOf(entry.getValue());
        }
    }

    @Test
    void describesPathsThatThereAre() throws Exception {
        for (var path : description().path("paths").properties()) {
            String url = path.getKey().replace("{name}", "parrot");
            int status =
                    path.getValue().has("get")
                            ? client.get(url).statusCode()
                            : client.post(url, "{}").statusCode();
            assertThat(status).as(url).isEqualTo(path.getValue().has("get") ? 200 : 400);
        }
    }

    /// Requests with some fields right and some of any type at all: none finds a mistake of the
    /// server's own.
    @Test
    void neverAnswersNonsenseWithAMistakeOfItsOwn() throws Exception {
        Random random = new Random(SEED);
        Map<String, String> schemas =
                Map.of(
                        "/v1/chat/completions", "ChatCompletion",
                        "/v1/completions", "Completion",
                        "/v1/responses", "Response",
                        "/v1/embeddings", "Embeddings",
                        "/v1/feedback", "Feedback");
        for (var entry : schemas.entrySet()) {
            List<String> fields = new ArrayList<>(schema(entry.getValue()).propertyNames());
            for (int i = 0; i < 150; i++) {
                String body = request(entry.getKey(), fields, random).toString();
                HttpResponse<String> response = client.post(entry.getKey(), body);
                int status = response.statusCode();
                assertThat(status).as("seed %d: %s %s", SEED, entry.getKey(), body).isLessThan(500);
            }
        }
        assertThat(client.get("/ready").statusCode()).isEqualTo(200);
    }

    private static ObjectNode request(String path, List<String> fields, Random random) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", "parrot");
        body.put(path.equals("/v1/responses") ? "max_output_tokens" : "max_tokens", 3);
        if (path.endsWith("embeddings")) {
            body.remove("max_tokens");
        }
        body.put("prompt", "x").put("input", "x");
        body.putArray("messages").addObject().put("role", "user").put("content", "x");
        for (String name : List.of("prompt", "input", "messages")) {
            if (!fields.contains(name)) {
                body.remove(name);
            }
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            body.set(fields.get(random.nextInt(fields.size())), value(random, 3));
        }
        return body;
    }

    private static JsonNode value(Random random, int depth) {
        var mapper = Json.mapper();
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> mapper.getNodeFactory().nullNode();
            case 1 -> mapper.getNodeFactory().numberNode(random.nextInt(40) - 20);
            case 2 -> mapper.getNodeFactory().numberNode(random.nextDouble());
            case 3 -> mapper.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 ->
                    mapper.getNodeFactory()
                            .stringNode(
                                    List.of("", "x", "auto", "text", "json_object")
                                            .get(random.nextInt(5)));
            case 5 -> mapper.getNodeFactory().numberNode(Long.MAX_VALUE);
            case 6 ->
                    mapper.createArrayNode()
                            .add(value(random, depth - 1))
                            .add(value(random, depth - 1));
            default -> {
                ObjectNode object = mapper.createObjectNode();
                object.set(
                        List.of("type", "role", "7", "function", "schema").get(random.nextInt(5)),
                        value(random, depth - 1));
                object.set(
                        List.of("content", "name", "text", "pattern", "json_schema")
                                .get(random.nextInt(5)),
                        value(random, depth - 1));
                yield object;
            }
        };
    }
}
