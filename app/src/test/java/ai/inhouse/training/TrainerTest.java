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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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
    private Optional<SpikeGuard> guard = Optional.empty();
    private boolean best;
    private double peak = 0.05;
    private final List<String> said = new ArrayList<>();

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

    @Test
    void takesBackAStepWhoseLossIsNoNumberAndSkipsIt() throws IOException {
        guard = Optional.of(SpikeGuard.USUAL);
        Run run = train("a", poisoned(source(8), 6), Budget.ofSteps(12));
        assertThat(run.summary().skipped()).containsExactly("step 6: the loss is NaN");
        assertThat(said).containsExactly("step 6 is skipped: the loss is NaN; gone back to step 5");
        assertThat(rows("a").get(6).get("skipped").asString()).isEqualTo("the loss is NaN");
        assertThat(steps("a")).isEqualTo(Stream.iterate(0, i -> i + 1).limit(13).toList());

        Path record = folder.resolve("b/checkpoints/pretrain.skipped.json");
        Files.createDirectories(record.resolveSibling("."));
        Files.copy(folder.resolve("a/checkpoints/pretrain.skipped.json"), record);
        Run known = train("b", source(8), Budget.ofSteps(12));
        assertThat(known.weights())
                .as("a step taken back leaves no trace in the weights")
                .isEqualTo(run.weights());
    }

    @Test
    void skipsGarbageHoweverRarelyItSavesAndHoweverOftenItIsStopped() throws IOException {
        guard = Optional.of(SpikeGuard.USUAL);
        peak = 0.3;
        Budget budget = Budget.ofSteps(80);
        byte[] often = train("often", garbage(60), budget).weights();
        for (long stop : new long[] {59, 61, 62}) {
            assertThatThrownBy(() -> train("stopped", dying(garbage(60), stop), budget))
                    .hasMessage("killed");
        }
        Run stopped = train("stopped", garbage(60), budget);
        checkpointInterval = Duration.ofDays(1);
        Run rarely = train("rarely", garbage(60), budget);
        assertThat(stopped.summary().skipped()).hasSize(1);
        assertThat(stopped.summary().skipped().getFirst()).startsWith("step 60: the loss is ");
        assertThat(stopped.weights()).isEqualTo(often);
        assertThat(rarely.weights()).isEqualTo(often);
        assertThat(losses("stopped")).isEqualTo(losses("often"));
        assertThat(said.getLast()).endsWith("gone back to step 0");
    }

    @Test
    void goesFurtherBackWhereTheLossStaysHigh() {
        guard = Optional.of(SpikeGuard.USUAL);
        peak = 0.3;
        checkpointInterval = Duration.ofDays(1);
        Run run = train("a", garbage(60, 61, 62), Budget.ofSteps(80));
        assertThat(run.summary().skipped().stream().map(s -> s.replaceAll(":.*", "")))
                .containsExactly("step 57", "step 58", "step 59", "step 60", "step 61", "step 62");
    }

    @Test
    void endsWhereNothingButGarbageIsLeft() {
        guard = Optional.of(SpikeGuard.USUAL);
        peak = 0.3;
        checkpointInterval = Duration.ofDays(1);
        long[] rest = LongStream.rangeClosed(60, 300).toArray();
        assertThatThrownBy(() -> train("a", garbage(rest), Budget.ofSteps(300)))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("after 64 steps were skipped already");
    }

    @Test
    void endsWithTheBestWeightsIfAskedTo() throws IOException {
        best = true;
        peak = 0.3;
        BatchSource<Batch> source = garbage(25, 26, 27, 28, 29, 30);
        Run run = train("a", source, Budget.ofSteps(30));
        assertThat(run.summary().best()).hasValue(24);
        assertThat(run.summary().validation().get("validation_bits_per_byte"))
                .isEqualTo(rows("a").get(24).get("validation_bits_per_byte").asDouble());
        assertThat(train("a", source, Budget.ofSteps(30)).weights()).isEqualTo(run.weights());
        try (Stream<Path> kept = Files.list(folder.resolve("a/checkpoints/pretrain"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000024", "step-000029", "step-000030");
        }
    }

    @Test
    void goesOnFromTheLastCompleteCheckpointWhereverASaveWasCut() throws IOException {
        byte[] straight = train("straight", source(8), Budget.ofSteps(12)).weights();
        List<String> files = List.of("state.safetensors", "checkpoint.json", "SHA256SUMS");
        for (int written = 0; written <= files.size(); written++) {
            String name = "cut-" + written;
            assertThatThrownBy(() -> train(name, dying(source(8), 9), Budget.ofSteps(12)));
            Path checkpoints = folder.resolve(name).resolve("checkpoints/pretrain");
            Path aside = Files.createDirectories(checkpoints.resolve(".step-000009.part"));
            for (String file : files.subList(0, written)) {
                byte[] bytes = Files.readAllBytes(checkpoints.resolve("step-000008").resolve(file));
                Files.write(aside.resolve(file), Arrays.copyOf(bytes, bytes.length / 2));
            }
            Run run = train(name, source(8), Budget.ofSteps(12));
            assertThat(run.summary().resumedFrom()).contains(8L);
            assertThat(run.weights()).isEqualTo(straight);
            assertThat(aside).doesNotExist();
        }
    }

    private record Run(Trainer.Summary summary, byte[] weights) {}

    private Run train(String name, BatchSource<Batch> source, Budget budget) {
        TrainingSettings settings =
                new TrainingSettings(
                        budget,
                        new Schedule.Cosine(peak, 0.1, 0.1),
                        AdamW.PRETRAINING,
                        4,
                        checkpointInterval,
                        2,
                        OptionalDouble.empty(),
                        guard,
                        best);
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
                            said::add,
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
        return new Dying<>(source, step, 1);
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

    /// Targets that never follow their tokens.
    private static BatchSource<Batch> garbage(long... steps) {
        PretrainBatches source = source(8);
        Set<Long> spoiled = LongStream.of(steps).boxed().collect(Collectors.toSet());
        return new Altered(source) {
            @Override
            public Batch batch(long at, int micro) {
                Batch batch = source.batch(at, micro);
                if (spoiled.contains(at)) {
                    Arrays.setAll(
                            batch.targets(),
                            i -> (batch.tokens()[i] + VOCABULARY / 2) % VOCABULARY);
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
