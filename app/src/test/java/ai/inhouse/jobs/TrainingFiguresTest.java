package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.training.EventReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other programs see of a run's training.
class TrainingFiguresTest {
    private static final String STAGES =
            """
            [{"name":"pretrain","state":"DONE","started_at":"2026-11-24T01:02:03Z",
              "finished_at":"2026-11-24T01:03:04Z","input_hash":"ab","message":"","outputs":{}},
             {"name":"tune","state":"RUNNING","started_at":"2026-11-24T01:04:00Z",
              "finished_at":null,"input_hash":"cd","message":"","outputs":{}}]
            """;

    private static final String METRICS =
            """
            {"stage":"pretrain","step":0,"validation_bits_per_byte":5.5}
            {"stage":"pretrain","step":1,"total_steps":2,"loss":3.25,"seconds":0.5}
            {"stage":"pretrain","step":2,"total_steps":2,"skipped":"a leap","seconds":1.5}
            {"stage":"tune","step":1,"total_steps":40,"loss":"NaN","tokens":1000,"seconds":2.0}
            {"stage":"tune","st""";

    @TempDir Path workspace;
    private Path run;

    @BeforeEach
    void makeARunThatIsTuning() throws IOException {
        run = workspace.resolve("runs/2026-11-24-001");
        Files.createDirectories(run);
        Files.writeString(run.resolve("stages.json"), STAGES);
        Files.writeString(run.resolve("metrics.jsonl"), METRICS);
    }

    private RunFolder folder() {
        return RunFolder.all(workspace.resolve("runs")).getFirst();
    }

    @Test
    void areWrittenForTensorBoardStageByStage() throws IOException {
        Path to = workspace.resolve("events");

        TensorBoardExport.Written written = new TensorBoardExport(folder()).to(to);

        assertThat(written.rows()).containsExactly(Map.entry("pretrain", 3), Map.entry("tune", 1));
        List<EventReader.Event> events = events(to.resolve("2026-11-24-001/pretrain"));
        assertThat(events).extracting(EventReader.Event::step).containsExactly(0L, 0L, 0L, 1L, 2L);
        assertThat(events.get(2).values()).containsEntry("validation_bits_per_byte", 5.5f);
        assertThat(events.get(3).values()).containsEntry("loss", 3.25f);
        assertThat(events.get(3).wallSeconds()).isEqualTo(1_795_482_123.5);
        assertThat(events.get(1).restarts()).isTrue();
    }

    private static List<EventReader.Event> events(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return EventReader.read(files.toList().getFirst());
        }
    }

    @Test
    void areThereOnlyOnceSomethingWasTrained() throws IOException {
        Files.delete(run.resolve("metrics.jsonl"));

        assertThatThrownBy(() -> new TensorBoardExport(folder()).to(workspace.resolve("events")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("nothing has been trained");
        assertThat(new TrainingGauges(workspace.resolve("runs")).get()).isEmpty();
        assertThat(new TrainingGauges(workspace.resolve("nothing")).get()).isEmpty();
    }

    @Test
    void areServedBesideTheServersOwn() throws Exception {
        try (ApiServer server =
                        ApiServer.start("127.0.0.1", 0, List.of(), Keys.none(), Limits.DEFAULT);
                HttpClient client = HttpClient.newHttpClient()) {
            server.measureBeside(new TrainingGauges(workspace.resolve("runs")));
            URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(server.port()));

            String scraped =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .body();

            assertThat(scraped.lines())
                    .contains(
                            "inhouse_training_total_steps{run=\"2026-11-24-001\",stage=\"tune\"}"
                                    + " 40.0");
        }
    }

    @Test
    void areGaugesForPrometheus() {
        String gauges = new TrainingGauges(workspace.resolve("runs")).get();

        assertThat(gauges.lines())
                .contains(
                        "# TYPE inhouse_training_loss gauge",
                        "inhouse_training_loss{run=\"2026-11-24-001\",stage=\"pretrain\"} 3.25",
                        "inhouse_training_step{run=\"2026-11-24-001\",stage=\"pretrain\"} 2.0",
                        "inhouse_training_tokens{run=\"2026-11-24-001\",stage=\"tune\"} 1000.0",
                        "inhouse_training_running{run=\"2026-11-24-001\",stage=\"pretrain\"} 0.0",
                        "inhouse_training_running{run=\"2026-11-24-001\",stage=\"tune\"} 1.0")
                .noneMatch(line -> line.contains("loss{") && line.contains("tune"));
        assertThat(gauges.lines().filter(line -> !line.startsWith("#")))
                .allMatch(
                        line ->
                                line.matches(
                                        "inhouse_training_[a-z_]+\\{run=\"[0-9-]+\",stage=\"[a-z_]+\"\\}"
                                                + " [0-9.E+-]+"));
    }
}
