package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EventFileTest {
    @TempDir Path folder;

    @Test
    void masksTheChecksumAsTensorFlowDoes() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        int crc = 0xe3069283; // CRC-32C of these digits, RFC 3720

        assertThat(EventFile.masked(digits, 0, digits.length))
                .isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8);
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        Path file;
        try (EventFile events = EventFile.create(folder, 1.5e9)) {
            events.scalars(1.5e9 + 0.25, 300, new TreeMap<>(Map.of("loss", 2.5, "é", -1e-3)));
            events.restart(1.5e9 + 1, 200);
            events.scalars(1.5e9 + 2, 1L << 40, Map.of("loss", Double.NaN));
            file = events.file();
        }

        List<EventReader.Event> read = EventReader.read(file);
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1500000000.");
        assertThat(read).hasSize(4);
        assertThat(read.getFirst().version()).isEqualTo("brain.Event:2");
        assertThat(read.get(1).wallSeconds()).isEqualTo(1.5e9 + 0.25);
        assertThat(read.get(1).step()).isEqualTo(300);
        assertThat(read.get(1).values())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("loss", 2.5f, "é", -1e-3f)));
        assertThat(read.get(2).restarts()).isTrue();
        assertThat(read.get(2).step()).isEqualTo(200);
        assertThat(read.get(3).step()).isEqualTo(1L << 40);
        assertThat(read.get(3).values().get("loss")).isNaN();
    }

    @Test
    void neverWritesIntoAnotherFile() {
        EventFile first = EventFile.create(folder, 7);
        EventFile second = EventFile.create(folder, 7);
        first.close();
        second.close();

        assertThat(second.file()).isNotEqualTo(first.file());
    }

    @Test
    void isReadByTensorBoardWhereItIsInstalled() throws Exception {
        String python = System.getProperty("inhouse.python", "python3");
        assumeThat(ran(python, "-c", "import tensorboard").code())
                .as("TensorBoard is installed")
                .isZero();
        try (EventFile events = EventFile.create(folder, 1.5e9)) {
            for (int step = 1; step <= 5; step++) {
                events.scalars(1.5e9 + step, step, Map.of("loss", 1.0 / step));
            }
        }
        try (EventFile resumed = EventFile.create(folder, 1.5e9 + 10)) {
            resumed.restart(1.5e9 + 10, 4);
            resumed.scalars(1.5e9 + 11, 4, Map.of("loss", 9.0));
        }

        Ran ran = ran(python, "-c", READ, folder.toString());
        assertThat(ran.code()).as(ran.out()).isZero();
        JsonNode steps = Json.tree(ran.out().lines().toList().getLast(), "stdout");
        assertThat(steps.toString()).isEqualTo("[[1,1.0],[2,0.5],[3,0.333],[4,9.0]]");
    }

    private static final String READ =
            """
            import sys, json
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1]); events.Reload()
            print(json.dumps([[s.step, round(s.value, 3)] for s in events.Scalars("loss")]))
            """;

    private record Ran(int code, String out) {}

    private static Ran ran(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ran(127, String.valueOf(e.getMessage()));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        return new Ran(ended ? process.exitValue() : 1, out);
    }

    @Test
    void writesFiguresLiveAndForgetsStepsThatAreTakenBack() throws IOException {
        RunFolder run = new RunFolder(folder, "pretrain", true);
        try (MetricsLog log = MetricsLog.open(run, 0)) {
            log.append(Map.of("step", 1L, "total_steps", 9L, "loss", 3.0, "skipped", "why"));
            log.append(Map.of("step", 2L, "total_steps", 9L, "loss", 2.0));
            log.rewind(2);
            log.append(Map.of("step", 2L, "total_steps", 9L, "loss", 1.0));
        }

        try (var files = Files.list(folder.resolve("tensorboard/pretrain"))) {
            List<EventReader.Event> read = EventReader.read(files.toList().getFirst());
            assertThat(read)
                    .extracting(EventReader.Event::step)
                    .containsExactly(0L, 0L, 1L, 2L, 2L, 2L);
            assertThat(read.get(2).values()).containsExactly(Map.entry("loss", 3f));
            assertThat(read.get(4).restarts()).isTrue();
        }
    }
}
