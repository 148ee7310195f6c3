package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.TokenRun;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class TrainerTest {
    private static final int VOCABULARY = 20;
    private static final Hash INPUTS = Hash.of("the same model");

    @TempDir private Path folder;
    private long millisecondsPerBatch = 10;
    private long now;
    private Duration checkpointInterval = Duration.ZERO;

    @Test
    void lowersTheLossAndWritesARowForEachStep() throws IOException {
        Trainer.Summary summary = train("a", source(8), Budget.ofSteps(60)).summary();
        List<JsonNode> rows = rows("a");
        assertThat(summary.steps()).isEqualTo(60);
        assertThat(summary.loss()).isLessThan(0.8 * rows.get(1).get("loss").asDouble());
        assertThat(rows.stream().map(row -> row.get("step").asInt()))
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1).limit(61).toList());
        assertThat(rows.get(7).propertyNames())
                .contains(
                        "loss",
                        "learning_rate",
                        "gradient_norm",
                        "tokens_per_second",
                        "tokens",
                        "seconds");
        assertThat(rows.get(7).get("tokens").asLong()).isEqualTo(7 * 2 * 2 * 8);
    }

    @Test
    void validatesAsOftenAsAskedAndAtTheEnd() throws IOException {
        train("a", source(8), Budget.ofSteps(25));
        assertThat(
                        rows("a").stream()
                                .filter(row -> row.has("validation_bits_per_byte"))
                                .map(row -> row.get("step").asInt()))
                .containsExactly(0, 7, 14, 21, 25);
    }

    @Test
    void endsWithTheSameBytesHoweverOftenItWasStopped() throws IOException {
        byte[] straight = train("straight", source(8), Budget.ofSteps(30)).weights();
        for (long stop : new long[] {1, 2, 11, 11, 30}) {
            assertThatThrownBy(() -> train("stopped", dying(source(8), stop), Budget.ofSteps(30)))
                    .hasMessage("killed");
        }
        Run last = train("stopped", source(8), Budget.ofSteps(30));
        assertThat(last.weights()).isEqualTo(straight);
        assertThat(last.summary().resumedFrom()).contains(29L);
        assertThat(steps("stopped")).isEqualTo(steps("straight"));
        assertThat(losses("stopped")).isEqualTo(losses("straight"));
    }

    @Test
    void onlyReadsBackARunThatHasEnded() {
        byte[] once = train("a", source(8), Budget.ofSteps(5)).weights();
        Run again = train("a", dying(source(8), 1), Budget.ofSteps(5));
        assertThat(again.weights()).isEqualTo(once);
        assertThat(again.summary().resumedFrom()).contains(5L);
    }

    @Test
    void passesOverASpoiledCheckpoint() throws IOException {
        byte[] straight = train("straight", source(8), Budget.ofSteps(12)).weights();
        assertThatThrownBy(() -> train("a", dying(source(8), 9), Budget.ofSteps(12)));
        Path newest = folder.resolve("a/checkpoints/pretrain/step-000008/state.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[100] ^= 1;
        Files.write(newest, bytes);
        Run run = train("a", source(8), Budget.ofSteps(12));
        assertThat(run.summary().resumedFrom()).contains(7L);
        assertThat(run.summary().passedOver())
                .containsExactly("step-000008: its checksums do not hold");
        assertThat(run.weights()).isEqualTo(straight);
    }

    @Test
    void startsAfreshWhereEveryCheckpointIsTruncated() throws IOException {
        byte[] straight = train("a", source(8), Budget.ofSteps(12)).weights();
        for (String step : List.of("step-000011", "step-000012")) {
            Path state =
                    folder.resolve("a/checkpoints/pretrain")
                            .resolve(step)
                            .resolve("state.safetensors");
            Files.write(state, new byte[10]);
        }
        Run run = train("a", source(8), Budget.ofSteps(12));
        assertThat(run.summary().passedOver()).hasSize(2);
        assertThat(run.summary().resumedFrom()).isEmpty();
        assertThat(run.weights()).isEqualTo(straight);
    }

    @Test
    void keepsOnlyTheNewestCheckpoints() throws IOException {
        train("a", source(8), Budget.ofSteps(12));
        try (Stream<Path> kept = Files.list(folder.resolve("a/checkpoints/pretrain"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000011", "step-000012");
        }
    }

    @Test
    void refusesToResumeOnOtherData() {
        train("a", source(8), Budget.ofSteps(5));
        assertThatThrownBy(() -> train("a", source(9), Budget.ofSteps(5)))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("have changed");
    }

    @Test
    void turnsATimeBudgetIntoStepsOnceAndKeepsToThem() throws IOException {
        Budget budget = Budget.ofTime(Duration.ofSeconds(8));
        checkpointInterval = Duration.ofMillis(700);
        assertThatThrownBy(() -> train("a", dying(source(8), 60), budget)).hasMessage("killed");
        long planned = planned("a");
        assertThat(planned).isBetween(385L, 390L);
        millisecondsPerBatch = 30;
        Run resumed = train("a", source(8), budget);
        assertThat(resumed.summary().steps()).isEqualTo(planned);
        Run straight = train("b", source(8), Budget.ofSteps(planned));
        assertThat(resumed.weights())
                .as("neither measuring nor stopping leaves a trace in the weights")
                .isEqualTo(straight.weights());
    }

    @Test
    void takesTheLesserOfStepsAndTime() {
        Budget budget = Budget.within(9, Duration.ofSeconds(8));
        assertThat(train("a", source(8), budget).summary().steps()).isEqualTo(9);
    }

    @Test
    void stopsAtALossThatIsNoNumberAndKeepsTheLastCheckpoint() {
        assertThatThrownBy(() -> train("a", poisoned(source(8), 6), Budget.ofSteps(12)))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("step 6")
                .hasMessageContaining("the loss is NaN");
        assertThat(folder.resolve("a/checkpoints/pretrain/step-000005")).isDirectory();
        assertThat(folder.resolve("a/checkpoints/pretrain/step-000006")).doesNotExist();
    }

    @Test
    void addsUpMicroBatchesToTheSameGradientAsOneBatch() {
        PretrainBatches two = new PretrainBatches(text(), new PretrainBatches.Shape(2, 2, 8), 1);
        PretrainBatches one = new PretrainBatches(text(), new PretrainBatches.Shape(1, 4, 8), 1);
        try (BigramLearner a = new BigramLearner(VOCABULARY, 3);
                BigramLearner b = new BigramLearner(VOCABULARY, 3)) {
            double losses = a.lossAndGradient(two.batch(4, 0)) + a.lossAndGradient(two.batch(4, 1));
            assertThat(b.lossAndGradient(one.batch(4, 0))).isCloseTo(losses, offset(1e-6));
            assertThat(b.gradients()).containsExactly(a.gradients(), offset(1e-7));
        }
    }

    private record Run(Trainer.Summary summary, byte[] weights) {}

    private Run train(String name, BatchSource<Batch> source, Budget budget) {
        TrainingSettings settings =
                new TrainingSettings(
                        budget,
                        new Schedule.Cosine(0.05, 0.1, 0.1),
                        AdamW.PRETRAINING,
                        4,
                        checkpointInterval,
                        2);
        try (BigramLearner learner = new BigramLearner(VOCABULARY, 7)) {
            Validation validation =
                    new BitsPerByte("validation_bits_per_byte", List.of(source(8).batch(1, 0)), 16);
            TrainingTask<Batch> task =
                    new TrainingTask<>(
                            learner,
                            new CrossEntropy(),
                            timed(source),
                            validation,
                            settings,
                            INPUTS);
            Trainer<Batch> trainer =
                    new Trainer<>(
                            task,
                            new RunFolder(folder.resolve(name), "pretrain"),
                            Progress.silent(),
                            () -> now);
            Trainer.Summary summary = trainer.run();
            return new Run(summary, learner.weights().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static PretrainBatches source(int length) {
        return new PretrainBatches(text(), new PretrainBatches.Shape(2, 2, length), 5);
    }

    /// Each token is mostly followed by the next one.
    private static TokenRun text() {
        Random random = new Random(11);
        int[] ids = new int[500];
        for (int i = 1; i < ids.length; i++) {
            ids[i] =
                    random.nextInt(10) == 0
                            ? random.nextInt(VOCABULARY)
                            : (ids[i - 1] + 1) % VOCABULARY;
        }
        return new ArrayRun(ids);
    }

    private record ArrayRun(int[] ids) implements TokenRun {
        @Override
        public long size() {
            return ids.length;
        }

        @Override
        public void read(long from, int[] into) {
            System.arraycopy(ids, (int) from, into, 0, into.length);
        }

        @Override
        public Hash fingerprint() {
            return Hash.of(Arrays.toString(ids));
        }
    }

    /// Time passes as batches are read, and only then.
    private BatchSource<Batch> timed(BatchSource<Batch> source) {
        return new Altered(source) {
            @Override
            public Batch batch(long at, int micro) {
                now += millisecondsPerBatch * 1_000_000;
                return source.batch(at, micro);
            }
        };
    }

    /// Dies in the middle of a step, as a killed process does.
    private static BatchSource<Batch> dying(BatchSource<Batch> source, long step) {
        return new Altered(source) {
            @Override
            public Batch batch(long at, int micro) {
                if (at == step && micro == 1) {
                    throw new IllegalStateException("killed");
                }
                return source.batch(at, micro);
            }
        };
    }

    private static BatchSource<Batch> poisoned(BatchSource<Batch> source, long step) {
        return new Altered(source) {
            @Override
            public Batch batch(long at, int micro) {
                Batch batch = source.batch(at, micro);
                if (at == step) {
                    batch.weights()[0] = Float.NaN;
                }
                return batch;
            }
        };
    }

    private abstract static class Altered implements BatchSource<Batch> {
        private final BatchSource<Batch> source;

        Altered(BatchSource<Batch> source) {
            this.source = source;
        }

        @Override
        public int microBatches() {
            return source.microBatches();
        }

        @Override
        public Hash fingerprint() {
            return source.fingerprint();
        }
    }

    private List<JsonNode> rows(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")).stream()
                .map(line -> Json.tree(line, name))
                .toList();
    }

    private List<Integer> steps(String name) throws IOException {
        return rows(name).stream().map(row -> row.get("step").asInt()).toList();
    }

    private List<Map.Entry<Integer, Double>> losses(String name) throws IOException {
        return rows(name).stream()
                .map(row -> Map.entry(row.get("step").asInt(), row.path("loss").asDouble(0)))
                .toList();
    }

    private long planned(String name) {
        return Json.tree(folder.resolve(name).resolve("checkpoints/pretrain.plan.json"))
                .get("total_steps")
                .asLong();
    }
}
