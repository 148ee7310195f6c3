package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `inhouse pretrain` in several processes.
class SharedPretrainingTest {
    private static final String CHECKPOINT_AT_EACH_STEP = "-Dinhouse.checkpoint_millis=0";

    @TempDir private Path folder;

    private String recipe() {
        return TinyCompany.in(folder.resolve("company")).scratchRecipe("20k", "").toString();
    }

    @Test
    void goesOnWithWhatRemainsWhenAProcessIsLost() throws Exception {
        String recipe = recipe();
        Path workspace = folder.resolve("lost");
        Child first =
                Child.start(
                        folder.resolve("first.txt"),
                        List.of(CHECKPOINT_AT_EACH_STEP),
                        "pretrain",
                        "--nodes",
                        "localhost,localhost",
                        "--recipe",
                        recipe,
                        "--workspace",
                        workspace.toString());
        first.waitForCheckpoint(workspace, "pretrain");
        first.process().toHandle().children().forEach(ProcessHandle::destroyForcibly);

        assertThat(first.process().waitFor()).as(first.said()).isZero();
        assertThat(first.said())
                .contains(
                        "training over 2 processes (localhost): rank 1 on localhost was ended by"
                                + " signal 9",
                        "Going on with those that remain.")
                .doesNotContain("\tat ");
        assertThat(log(workspace)).containsPattern("pretrain went on from step [1-9]");
        assertThat(rows(workspace))
                .extracting(row -> row.path("step").asInt())
                .startsWith(0, 1, 2)
                .doesNotHaveDuplicates();
    }

    @Test
    void endsWithAnErrorWhereOthersStartTheProcesses() throws Exception {
        String recipe = recipe();
        String port = Integer.toString(freePort());
        Path workspace = folder.resolve("given");
        Child follower =
                Child.start(folder.resolve("lost-1.txt"), rank(1, port), List.of(), "pretrain");
        Child driver =
                Child.start(
                        folder.resolve("lost-0.txt"),
                        rank(0, port),
                        List.of(CHECKPOINT_AT_EACH_STEP),
                        "pretrain",
                        "--recipe",
                        recipe,
                        "--workspace",
                        workspace.toString());
        driver.waitForCheckpoint(workspace, "pretrain");
        follower.kill();

        assertThat(driver.process().waitFor()).as(driver.said()).isEqualTo(1);
        assertThat(driver.said())
                .contains(
                        "computing with the other processes",
                        "another process has ended or cannot be reached",
                        "it goes on from the last checkpoint")
                .doesNotContain("\tat ");

        Said alone = Said.in(workspace, "pretrain", "--recipe", recipe);
        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(log(workspace)).containsPattern("pretrain went on from step [1-9]");
    }

    private static Map<String, String> rank(int rank, String port) {
        return Map.of(
                "RANK", Integer.toString(rank),
                "WORLD_SIZE", "2",
                "LOCAL_WORLD_SIZE", "2",
                "MASTER_ADDR", "127.0.0.1",
                "MASTER_PORT", port);
    }

    @Test
    void saysWhatIsWrongWithTheMachines() {
        Said said = Said.by("pretrain", "--nodes", "localhost,beta.example");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("other machines cannot reach this one as localhost");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<JsonNode> rows(Path workspace) throws IOException {
        Path runs = workspace.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            Path metrics = all.findFirst().orElse(runs).resolve("metrics.jsonl");
            if (!Files.exists(metrics)) {
                return List.of();
            }
            return Files.readString(metrics)
                    .lines()
                    .filter(line -> line.endsWith("}"))
                    .map(line -> Json.tree(line, metrics))
                    .toList();
        }
    }

    private static String log(Path workspace) throws IOException {
        try (Stream<Path> runs = Files.list(workspace.resolve("runs"))) {
            return Files.readString(runs.findFirst().orElseThrow().resolve("log.txt"));
        }
    }
}
