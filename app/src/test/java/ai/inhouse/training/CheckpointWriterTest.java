package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWriterTest {
    private static final SkippedSteps NONE = new SkippedSteps("inputs", List.of());

    @TempDir private Path folder;

    @Test
    void savesTheStateOfTheMomentThoughTrainingGoesOn() {
        Checkpoints checkpoints = checkpoints(folder);
        try (BigramLearner learner = new BigramLearner(300, 1);
                CheckpointWriter writer = new CheckpointWriter(checkpoints)) {
            byte[] before = learner.weights().toArray(ValueLayout.JAVA_BYTE);
            writer.save(learner, checkpoint(1));
            learner.weights().fill((byte) 7);
            writer.finish();
            assertThat(checkpoints.restore(learner, "inputs", NONE).checkpoint())
                    .contains(checkpoint(1));
            assertThat(learner.weights().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(before);
            assertThat(writer.spent().saves()).isOne();
        }
    }

    @Test
    void tellsOfASaveThatFailedAtTheNextOneAndGoesOnFromThere() throws IOException {
        Path blocked = folder.resolve("blocked");
        Files.createFile(blocked);
        try (BigramLearner learner = new BigramLearner(3, 1);
                CheckpointWriter writer = new CheckpointWriter(checkpoints(blocked))) {
            writer.save(learner, checkpoint(1));
            assertThatThrownBy(() -> writer.save(learner, checkpoint(2)))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("saving a checkpoint")
                    .hasMessageContaining("step-000001");
            Files.delete(blocked);
            writer.save(learner, checkpoint(3));
        }
        assertThat(blocked.resolve("step-000003/SHA256SUMS")).exists();
    }

    @Test
    void removesCheckpointsThatHoldAStepWhichIsSkippedNow() {
        Checkpoints checkpoints = checkpoints(folder);
        try (BigramLearner learner = new BigramLearner(3, 1);
                CheckpointWriter writer = new CheckpointWriter(checkpoints)) {
            writer.save(learner, checkpoint(4));
            writer.save(learner, checkpoint(5));
            writer.finish();
            assertThat(checkpoints.restore(learner, "inputs", NONE.with(5, "garbage")).checkpoint())
                    .contains(checkpoint(4));
            assertThat(folder.resolve("step-000005")).doesNotExist();
        }
    }

    @Test
    void keepsTheNewestTheBestAndOneFromBeforeTheHorizon() {
        Retention retention = new Retention(2, 10, measured -> Validation.figure(measured, "bits"));
        List<Checkpoint> newestFirst =
                List.of(
                        validated(30, 1.5),
                        validated(29, 1.4),
                        validated(25, 1.3),
                        checkpoint(21),
                        checkpoint(19),
                        checkpoint(7),
                        validated(5, 1.2));
        assertThat(retention.kept(newestFirst)).containsExactlyInAnyOrder(30L, 29L, 19L, 5L);
        assertThat(retention.kept(newestFirst.subList(0, 4)))
                .as("the oldest, where none is old enough")
                .containsExactlyInAnyOrder(30L, 29L, 25L, 21L);
    }

    private static Checkpoints checkpoints(Path at) {
        return new Checkpoints(at, new Retention(2, 0, measured -> OptionalDouble.empty()));
    }

    private static Checkpoint checkpoint(long step) {
        return new Checkpoint(
                step, 9, "constant", "inputs", 5, 0.25, List.of(), List.of(3.5), Map.of());
    }

    private static Checkpoint validated(long step, double bits) {
        return new Checkpoint(
                step, 9, "constant", "inputs", 5, 0.25, List.of(), List.of(), Map.of("bits", bits));
    }
}
