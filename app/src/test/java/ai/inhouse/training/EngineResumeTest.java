package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine's learners, stopped and resumed.
final class EngineResumeTest {
    private static final int VOCABULARY = 48;
    private static final ModelConfig CONFIG = SmallModels.llama(VOCABULARY, 2, 32);

    @TempDir private Path folder;
    private UpdateRule optimizer = AdamW.PRETRAINING;
    private OptionalDouble average = OptionalDouble.empty();

    @Test
    void aWholeModelEndsWithTheSameBytes() {
        endsWithTheSameBytes(weights -> Learners.full(weights, Precision.BF16, 2));
    }

    @Test
    void aModelMovedByMuonAndItsAverageEndWithTheSameBytes() {
        optimizer = Muon.fromScratch(AdamW.PRETRAINING, 1e-2);
        average = OptionalDouble.of(0.9);
        endsWithTheSameBytes(weights -> Learners.full(weights, Precision.BF16, 2));
    }

    @Test
    void theAverageOfAdaptersEndsWithTheSameBytes() {
        average = OptionalDouble.of(0.9);
        endsWithTheSameBytes(
                weights -> Learners.lora(weights, LoraConfig.ofRank(4, 1), Precision.BF16, 2));
    }

    @Test
    void adaptersEndWithTheSameBytes() {
        endsWithTheSameBytes(
                weights -> Learners.lora(weights, LoraConfig.ofRank(4, 1), Precision.BF16, 2));
    }

    private void endsWithTheSameBytes(Function<Weights, Learner> start) {
        List<byte[]> straight = train("straight", start, Long.MAX_VALUE);
        assertThatThrownBy(() -> train("stopped", start, 5)).hasMessage("killed");
        List<byte[]> resumed = train("stopped", start, Long.MAX_VALUE);
        assertThat(resumed).hasSameSizeAs(straight);
        for (int i = 0; i < straight.size(); i++) {
            assertThat(resumed.get(i)).isEqualTo(straight.get(i));
        }
    }

    private List<byte[]> train(String name, Function<Weights, Learner> start, long dies) {
        TrainingSettings settings =
                new TrainingSettings(
                        Budget.ofSteps(8),
                        new Schedule.Cosine(1e-2, 0.2, 0.1),
                        optimizer,
                        2,
                        Duration.ZERO,
                        2,
                        average,
                        Optional.of(SpikeGuard.USUAL),
                        false);
        try (Weights weights = Weights.random(CONFIG, 1);
                Learner learner = start.apply(weights)) {
            new Trainer<>(
                            new TrainingTask<>(
                                    learner,
                                    new CrossEntropy(),
                                    new Dying<>(batches(), dies, 0),
                                    new BitsPerByte("bits", List.of(batches().batch(1, 0)), 16),
                                    settings,
                                    Hash.of("test")),
                            new RunFolder(folder.resolve(name), "train"),
                            Progress.silent())
                    .run();
            List<byte[]> state = new ArrayList<>();
            learner.state()
                    .forEach(tensor -> state.add(tensor.memory().toArray(ValueLayout.JAVA_BYTE)));
            return state;
        }
    }

    private static PretrainBatches batches() {
        Random random = new Random(4);
        int[] ids = random.ints(400, 0, VOCABULARY).toArray();
        return new PretrainBatches(new ArrayRun(ids), new PretrainBatches.Shape(2, 3, 16), 1);
    }
}
