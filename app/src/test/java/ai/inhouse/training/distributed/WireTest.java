package ai.inhouse.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.Precision;
import ai.inhouse.training.Depth;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final Batch BATCH =
            new Batch(
                    2,
                    2,
                    new int[] {1, 2, 3, 4},
                    new int[] {2, 3, 4, 5},
                    new float[] {0.5f, 0, 1, 0.25f},
                    new int[] {0, 1, 0, 0});

    static Stream<Command> commands() {
        Learner.OptimizerStep step = new Learner.OptimizerStep(3, 1e-3, 0.9, 0.95, 1e-8, 0.1, 1);
        return Stream.of(
                new Command.Model(new Depth(2).config(300), Precision.FP32, 3),
                new Command.Configure(Learning.PLAIN),
                new Command.Configure(new Learning(Learning.Rule.MUON, OptionalDouble.of(0.999))),
                new Command.State(),
                new Command.Hold(new Depth(3).config(400)),
                new Command.ExpectLastPass(),
                new Command.Step(step),
                new Command.Step(step.withMatrices(new Learner.MatrixStep(0.02, 0.95))),
                new Command.ExchangeAverage(),
                new Command.End());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void bringsCommandsOver(Command command) {
        assertThat(Wire.command(Wire.bytes(command))).isEqualTo(command);
    }

    @Test
    void bringsBatchesOver() {
        Command.Reading reading = Command.Reading.DIVERGENCES;
        byte[] bytes = Wire.bytes(new Command.Read(reading, BATCH));

        assertThat(Wire.command(bytes))
                .isInstanceOfSatisfying(
                        Command.Read.class,
                        read -> {
                            assertThat(read.reading()).isEqualTo(reading);
                            assertThat(read.batch()).usingRecursiveComparison().isEqualTo(BATCH);
                        });
        assertThat(Wire.command(Wire.bytes(new Command.Learn(BATCH))))
                .isInstanceOfSatisfying(
                        Command.Learn.class,
                        learn ->
                                assertThat(learn.batch())
                                        .usingRecursiveComparison()
                                        .isEqualTo(BATCH));
    }

    @Test
    void bringsWeightsOfPositionsOver() {
        float[] weights = {1, -2, Float.NaN};
        byte[] bytes = Wire.bytes(new Command.Backward(Command.Reading.FORWARD, weights));

        assertThat(Wire.command(bytes))
                .isInstanceOfSatisfying(
                        Command.Backward.class,
                        back -> assertThat(back.weights()).containsExactly(weights));
    }

    @Test
    void refusesWhatIsNoCommand() {
        byte[] whole = Wire.bytes(new Command.Learn(BATCH));
        byte[] manyRows = whole.clone();
        manyRows[7] = 0x40;
        byte[] manyTokens = whole.clone();
        manyTokens[15] = 0x40;

        for (byte[] bytes :
                new byte[][] {
                    {},
                    {99},
                    {0, 2, 'n', 'o'},
                    Arrays.copyOf(whole, 20),
                    Arrays.copyOf(whole, 90),
                    Arrays.copyOf(whole, whole.length + 1),
                    manyRows,
                    manyTokens
                }) {
            assertThatThrownBy(() -> Wire.command(bytes))
                    .as(Arrays.toString(bytes))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(Optional.of(Wire.command(whole))).isPresent();
    }
}
