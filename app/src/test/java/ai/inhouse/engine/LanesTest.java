package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void exponentialIsExactToAFewUnitsInTheLastPlace() {
        for (float x = -87; x < 88; x += 0.013f) {
            double expected = Math.exp(x);
            double actual = Lanes.exp(Lanes.all(x)).lane(0);
            assertThat(actual).as("e^%s", x).isCloseTo(expected, within(3e-7 * expected));
        }
    }

    @Test
    void exponentialOfWhatIsFarBelowZeroVanishesBesideOne() {
        assertThat(1 + Lanes.exp(Lanes.all(Float.NEGATIVE_INFINITY)).lane(0)).isEqualTo(1f);
        assertThat(1 + Lanes.exp(Lanes.all(-1e30f)).lane(0)).isEqualTo(1f);
    }

    @Test
    void bf16RoundsAsPyTorchDoes() {
        try (Sample s = new Sample(4)) {
            Random random = new Random(4);
            Tensor exact = s.zeros(ElementType.FLOAT32, 1000);
            for (int i = 0; i < 1000; i++) {
                float value = Float.intBitsToFloat(random.nextInt());
                exact.storage().set(exact.address(), i, Float.isFinite(value) ? value : i);
            }
            Tensor vectors = s.zeros(ElementType.BFLOAT16, 1000);
            Elements.copy(exact, vectors);
            Tensor scalars = s.zeros(ElementType.BFLOAT16, 1000);
            for (int i = 0; i < 1000; i++) {
                scalars.storage()
                        .set(scalars.address(), i, exact.storage().get(exact.address(), i));
            }
            Sample.twin(
                    () -> {
                        float[] expected =
                                Sample.floats(
                                        exact.handle()
                                                .to(ScalarType.BFloat16)
                                                .to(ScalarType.Float));
                        assertThat(Sample.floats(vectors)).containsExactly(expected);
                        assertThat(Sample.floats(scalars)).containsExactly(expected);
                    });
        }
    }
}
