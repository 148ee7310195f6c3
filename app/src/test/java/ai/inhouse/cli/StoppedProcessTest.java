package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, stopped in the middle of what they do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppedProcessTest {
    private static final String CHECKPOINT_AT_EACH_STEP = "-Dinhouse.checkpoint_millis=0";

    private Path folder = Path.of("");
    private String recipe = "";
    private Path undisturbed = Path.of("");

    @BeforeAll
    void runUndisturbed(@TempDir Path folder) {
        this.folder = folder;
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        recipe =
                company.scratchRecipe(
                                """
                                  tune: 24k tokens
                                conversations: conversations.jsonl
                                """)
                        .toString();
        undisturbed = folder.resolve("undisturbed");
        Said said = Said.in(undisturbed, "tune", "--recipe", recipe);
        assertThat(said.code()).as(said.err()).isZero();
    }

    @Test
    void endsWithTheSameBytesThoughItWasStoppedInEachStage() throws Exception {
        Path disturbed = folder.resolve("disturbed");
        Child interrupted = tune(disturbed);
        interrupted.waitForCheckpoint(disturbed, "pretrain");
        assertThat(interrupted.interrupt()).as(interrupted.said()).isTrue();
        assertThat(interrupted.said())
                .contains("Stopped. Run the same command again")
                .doesNotContain("\tat ");

        Child killed = tune(disturbed);
        killed.waitForCheckpoint(disturbed, "tune");
        killed.kill();

        Said last = Said.in(disturbed, "tune", "--recipe", recipe);
        assertThat(last.code()).as(last.err() + killed.said()).isZero();
        assertThat(log(disturbed))
                .containsPattern("pretrain went on from step \\d")
                .containsPattern("tune went on from step \\d");
        for (String model : new String[] {"tiny-pretrained", "tiny-tuned"}) {
            assertThat(weights(disturbed, model))
                    .as("%s, after: %s", model, killed.said())
                    .hasSameBinaryContentAs(weights(undisturbed, model));
        }
    }

    /// When it says where it listens.
    private Child serve(String log) throws Exception {
        Child child =
                Child.start(
                        folder.resolve(log),
                        List.of(),
                        "serve",
                        "--model",
                        "tiny-tuned",
                        "--port",
                        "0",
                        "--json",
                        "--workspace",
                        undisturbed.toString());
        while (child.process().isAlive() && !child.said().contains("}\n")) {
            Thread.sleep(20);
        }
        return child;
    }

    private static String url(Child server) throws IOException {
        String said = server.said();
        return Json.tree(said.substring(said.indexOf('{')), "serve").path("url").asString();
    }

    @Test
    void servesUntilItIsToldToStop() throws Exception {
        Child child = serve("serve.txt");
        String before = child.said();
        HttpResponse<String> models = get(url(child) + "/models");
        assertThat(models.body()).contains("tiny-tuned");

        assertThat(child.terminate()).as(child.said()).isTrue();
        assertThat(child.said()).isEqualTo(before);
    }

    @Test
    void finishesARunningAnswerBeforeItStops() throws Exception {
        Child child = serve("drain.txt");
        String body =
                """
                {"model": "tiny-tuned", "messages": [{"role": "user", "content": "Hello"}],
                 "n": 16, "max_tokens": 60, "logit_bias": {}, "stream": true}
                """;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url(child) + "/chat/completions"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            assertThat(child.terminate()).as(child.said()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().filter(line -> !line.isEmpty()).toList())
                    .last()
                    .isEqualTo("data: [DONE]");
        }
    }

    @Test
    void backsUpThoughABackupWasKilled() throws Exception {
        Path backup = folder.resolve("killed.zip");
        for (int wait : new int[] {600, 900, 1_200}) {
            Child child =
                    Child.start(
                            folder.resolve("backup.txt"),
                            List.of(),
                            "backup",
                            "--to",
                            backup.toString(),
                            "--workspace",
                            undisturbed.toString());
            Thread.sleep(wait);
            child.kill();
            if (Files.exists(backup)) {
                Said whole = Said.by("restore", backup.toString(), "--check");
                assertThat(whole.code()).as(whole.err()).isZero();
                Files.delete(backup);
            }
        }
        Said made = Said.in(undisturbed, "backup", "--to", backup.toString(), "--json");
        assertThat(made.code()).as(made.err()).isZero();
        Path again = folder.resolve("again");
        Said restored = Said.by("restore", backup.toString(), "--to", again.toString());
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(weights(again, "tiny-tuned"))
                .hasSameBinaryContentAs(weights(undisturbed, "tiny-tuned"));
        Said said = Said.in(again, "chat", "--model", "tiny-tuned", "--message", "Hello");
        assertThat(said.code()).as(said.err()).isZero();
    }

    @Test
    void saysThatMemoryIsShort() throws Exception {
        Child child =
                Child.start(
                        folder.resolve("memory.txt"),
                        List.of("-Xmx36m"),
                        "pretrain",
                        "--recipe",
                        recipe,
                        "--workspace",
                        folder.resolve("small").toString());
        assertThat(child.process().waitFor()).as(child.said()).isEqualTo(1);
        assertThat(child.said())
                .contains("there is not enough memory", "INHOUSE_JAVA_OPTS=-Xmx4g", "  next ")
                .doesNotContain("\tat ");
    }

    private Child tune(Path workspace) throws IOException {
        return Child.start(
                folder.resolve("log.txt"),
                List.of(CHECKPOINT_AT_EACH_STEP),
                "tune",
                "--recipe",
                recipe,
                "--workspace",
                workspace.toString());
    }

    private static HttpResponse<String> get(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Path weights(Path workspace, String model) {
        return workspace.resolve("models").resolve(model).resolve("model.safetensors");
    }

    private static String log(Path workspace) throws IOException {
        try (Stream<Path> runs = Files.list(workspace.resolve("runs"))) {
            return Files.readString(runs.findFirst().orElseThrow().resolve("log.txt"));
        }
    }
}
