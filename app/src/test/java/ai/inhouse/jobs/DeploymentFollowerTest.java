package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.base.Json;
import ai.inhouse.jobs.Deployments.Try;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.Parrot;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.Surroundings;
import ai.inhouse.serving.TestModels;
import ai.inhouse.store.Workspace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A running server that takes up deployments, over HTTP.
class DeploymentFollowerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final List<String> says = new CopyOnWriteArrayList<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Workspace workspace;
    private Deployments deployments;
    private DeploymentFollower follower;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        workspace = Workspace.create(folder.resolve("workspace"));
        DeploymentsTest.importModels(workspace, folder);
        Files.writeString(
                workspace.recipe(),
                "name: works\ndocuments: .\nreview: {overlap: 2, shadow_pairs: 3}\n");
        deployments = new Deployments(workspace, Clock.systemUTC());
        Deployment first = deploy("one", Optional.empty());
        follower =
                new DeploymentFollower(
                        workspace, this::open, DeploymentFollowerTest::served, true, says::add);
        List<ServedModel> models = follower.first(first);
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        models,
                        Keys.none(),
                        Limits.DEFAULT,
                        ShadowReviews.in(workspace)
                                .map(Surroundings.NONE::withShadows)
                                .orElseThrow());
        follower.follow(server);
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        follower.close();
        workspace.close();
    }

    private Deployment deploy(String model, Optional<Try> trial) {
        return deployments.deploy(model, DeploymentsTest.ADA, trial);
    }

    /// What is followed is real, what answers is quick: it says what it was asked.
    private OpenModel open(String name, Path where) {
        opened.add(name);
        assertThat(where).isDirectoryContaining("glob:**/model.safetensors");
        ServedModel model = TestModels.parrot(name, TestModels.quick());
        return new OpenModel(
                name,
                where,
                model.generator(),
                model.tokenizer(),
                model.chat(),
                model.contextLength());
    }

    private static ServedModel served(OpenModel open) {
        return TestModels.parrot(open.name(), (Parrot) open.generator());
    }

    private JsonNode chat(String model, String user) throws Exception {
        String body =
                Json.write(
                        Map.of(
                                "model",
                                model,
                                "user",
                                user,
                                "temperature",
                                0,
                                "messages",
                                List.of(Map.of("role", "user", "content", "Hello Ola"))));
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/v1/chat/completions"
                                                .formatted(server.port())))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.tree(response.body(), "response");
    }

    private String answers(String model) throws Exception {
        return chat(model, "ola").path("model").asString();
    }

    private void until(BooleanSupplier happened) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!happened.getAsBoolean()) {
            assertThat(Instant.now()).as("says %s", says).isBefore(end);
            Thread.sleep(20);
        }
    }

    private void follows(Deployment change) throws InterruptedException {
        until(() -> says.stream().anyMatch(s -> s.startsWith("Change " + change.number() + ":")));
    }

    @Test
    void answersWithWhatIsDeployedAndAfterARollbackWithWhatWas() throws Exception {
        assertThat(answers("deployed")).isEqualTo("one");
        follows(deploy("two", Optional.empty()));
        assertThat(answers("deployed")).isEqualTo("two");
        assertThat(answers("two")).isEqualTo("two");
        assertThat(answers("one")).as("it stands by").isEqualTo("one");
        follows(deployments.rollback(DeploymentsTest.ADA));
        assertThat(answers("deployed")).isEqualTo("one");
        assertThat(opened).as("a rollback loads nothing").containsExactly("one", "two");
        follows(deploy("three", Optional.empty()));
        assertThat(answers("two")).as("no more; who knew it is answered").isEqualTo("three");
    }

    /// Requests go on all the while; none is refused.
    @Test
    void refusesNobodyWhileModelsChange() throws Exception {
        Set<String> seen = new HashSet<>();
        for (String model : List.of("two", "three", "one", "two")) {
            Deployment change = deploy(model, Optional.empty());
            while (says.stream().noneMatch(s -> s.startsWith("Change " + change.number() + ":"))) {
                seen.add(answers("deployed"));
            }
        }
        assertThat(answers("deployed")).isEqualTo("two");
        assertThat(seen).isSubsetOf("one", "two", "three").hasSizeGreaterThan(1);
    }

    @Test
    void answersAShareOfTheCallersWithAnother() throws Exception {
        follows(deploy("two", Optional.of(new Try(0.5, false))));
        int other = 0;
        for (int i = 0; i < 40; i++) {
            String model = chat("deployed", "user " + i).path("model").asString();
            assertThat(chat("deployed", "user " + i).path("model").asString()).isEqualTo(model);
            other += model.equals("two") ? 1 : 0;
        }
        // Of 40 at one half; outside with a chance of 1 in 10,000, and the same each time.
        assertThat(other).isBetween(8, 32);
        follows(deployments.stop(DeploymentsTest.ADA));
        for (int i = 0; i < 40; i++) {
            assertThat(chat("deployed", "user " + i).path("model").asString()).isEqualTo("one");
        }
    }

    @Test
    void keepsTheAnswersOfAShadowForReviewersAndShowsThemToNobody() throws Exception {
        follows(deploy("two", Optional.of(new Try(1, true))));
        assertThat(answers("deployed")).isEqualTo("one");
        String metric = "inhouse_shadow_requests_total{model=\"two\",outcome=\"answered\"} 1.0";
        until(() -> metrics().contains(metric));
        ReviewQueue queue = new ReviewQueue(workspace.database(), Clock.systemUTC());
        assertThat(queue.next("ada", 5)).as("both said the same").isEmpty();
    }

    @Test
    void queuesAPairWhereTheShadowAnswersOtherwise() {
        ReviewQueue queue = new ReviewQueue(workspace.database(), Clock.systemUTC());
        var box = ShadowReviews.in(workspace).orElseThrow();
        for (int i = 0; i < 5; i++) {
            box.put(
                    new ai.inhouse.serving.ShadowBox.Compared(
                            List.of(
                                    ai.inhouse.tokens.Message.of(
                                            "user", "I am on +47 22 85 50 5" + i)),
                            "one",
                            "an answer",
                            "two",
                            "another answer"));
        }
        assertThat(queue.next("ada", 9))
                .as("as many as the recipe says")
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.kind()).isEqualTo(ReviewItem.Kind.PAIR))
                .allSatisfy(item -> assertThat(item.prompt().toString()).doesNotContain("85"));
    }

    private String metrics() {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/metrics"
                                                            .formatted(server.port())))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
