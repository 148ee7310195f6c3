package ai.inhouse.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.ArrayRun;
import ai.inhouse.training.BitsPerByte;
import ai.inhouse.training.Budget;
import ai.inhouse.training.Depth;
import ai.inhouse.training.MixedBatch;
import ai.inhouse.training.MixedObjective;
import ai.inhouse.training.Mixture;
import ai.inhouse.training.Muon;
import ai.inhouse.training.PretrainBatches;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.SpikeGuard;
import ai.inhouse.training.Trainer;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A second process, really started, on loopback.
class TwoProcessesTest {
    private static final int VOCABULARY = 48;
    private static final int STEPS = 6;
    private static final double CLOSE = 1e-5;

    @TempDir private Path folder;

    private static Processes two(Map<String, String> environment) {
        return new Processes.Started(new Nodes(List.of("localhost", "localhost")), environment);
    }

    /// Three micro-batches a step (five rows that two processes share two and three, then text that
    /// is held to), Muon, a moving average, and validation.
    @Test
    void haveTheLossesOfOneAtTheSameBatch() throws IOException {
        List<JsonNode> alone = train("alone", new Processes.Alone());
        List<JsonNode> together = train("together", two(Map.of()));

        assertThat(folder.resolve("together").resolve("rank-1.txt"))
                .content()
                .contains("rank 1 of 2 has done its part.");
        assertThat(together).hasSameSizeAs(alone);
        for (int i = 0; i < alone.size(); i++) {
            JsonNode expected = alone.get(i);
            JsonNode row = together.get(i);
            for (String figure :
                    List.of("loss", "gradient_norm", "general_divergence", "validation_bits")) {
                assertThat(row.has(figure)).as(figure).isEqualTo(expected.has(figure));
                if (expected.has(figure)) {
                    double value = expected.get(figure).asDouble();
                    assertThat(row.get(figure).asDouble())
                            .as("%s, row %d", figure, i)
                            .isCloseTo(value, within(CLOSE * Math.max(1, Math.abs(value))));
                }
            }
        }
    }

    private List<JsonNode> train(String name, Processes processes) throws IOException {
        Path run = folder.resolve(name);
        try (Weights before = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Weights weights = before.copy();
                Reference reference = new Reference(before, Precision.FP32, processes.threads(2));
                Learner learner = processes.learner(weights, Precision.FP32, 2, run)) {
            TrainingTask<MixedBatch> task = task(learner, reference);
            new Trainer<>(task, new RunFolder(run, "train"), Progress.silent()).run();
        }
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> Json.tree(line, run))
                .toList();
    }

    private static TrainingTask<MixedBatch> task(Learner learner, Reference reference) {
        TrainingSettings settings =
                new TrainingSettings(
                        Budget.ofSteps(STEPS),
                        new Schedule.Cosine(3e-3, 0.2, 0.1),
                        Muon.fromScratch(AdamW.PRETRAINING, 3e-3),
                        2,
                        Duration.ofDays(1),
                        2,
                        OptionalDouble.of(0.9),
                        Optional.of(SpikeGuard.USUAL),
                        false);
        Mixture mixture =
                new Mixture(
                        List.of(
                                Mixture.Part.learned("documents", 1, batches(2, 5)),
                                Mixture.Part.held("general", batches(1, 3))));
        return new TrainingTask<>(
                learner,
                new MixedObjective(Optional.of(new MixedObjective.Hold(reference, 0.05))),
                mixture,
                new BitsPerByte("validation_bits", List.of(batches(1, 1).batch(1, 0)), 1),
                settings,
                Hash.of("test"));
    }

    private static PretrainBatches batches(int microBatches, int rows) {
        int[] ids = new Random(4).ints(2000, 0, VOCABULARY).toArray();
        return new PretrainBatches(
                new ArrayRun(ids), new PretrainBatches.Shape(microBatches, rows, 16), 1);
    }

    @Test
    void tellsWhichOneWasKilled() throws Exception {
        Batch batch = batches(1, 4).batch(1, 0);
        try (Weights weights = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Learner learner = two(Map.of()).learner(weights, Precision.FP32, 2, folder)) {
            assertThat(learner.lossAndGradient(batch)).isPositive();
            child().destroyForcibly();

            assertThatThrownBy(() -> learner.lossAndGradient(batch))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("training over 2 processes (localhost)")
                    .hasMessageContaining("rank 1 on localhost was ended by signal 9")
                    .extracting(e -> ((InhouseException) e).next())
                    .asString()
                    .contains("with --nodes for the machines that remain", "last checkpoint");
        }
    }

    @Test
    void doNotWaitLongerThanTheLimitForOneThatHangs() throws Exception {
        Batch batch = batches(1, 4).batch(1, 0);
        Processes processes = two(Map.of(Place.LIMIT, "3"));
        try (Weights weights = Weights.random(new Depth(2).config(VOCABULARY), 1);
                Learner learner = processes.learner(weights, Precision.FP32, 2, folder)) {
            ProcessHandle child = child();
            new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start().waitFor();

            assertThatThrownBy(() -> learner.lossAndGradient(batch))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("another process was silent for 3 s");
        }
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private static ProcessHandle child() {
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }
}
