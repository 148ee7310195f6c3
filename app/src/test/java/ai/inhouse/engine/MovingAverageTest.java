package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MovingAverageTest {
    @Test
    void followsItsWeightsAndChangesPlacesWithThem() {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int n = s.size(100);
                int cut = s.below(n);
                Tensor weights = s.fp32(n);
                Tensor average = s.fp32(n);
                float[] before = Sample.floats(average);
                float[] w = Sample.floats(weights);
                MovingAverage.follow(average, weights, 0.25f, 0, cut);
                MovingAverage.follow(average, weights, 0.25f, cut, n);
                float[] after = Sample.floats(average);
                for (int i = 0; i < n; i++) {
                    assertThat(after[i])
                            .as("seed %d", seed)
                            .isCloseTo(0.75f * before[i] + 0.25f * w[i], within(1e-5f));
                }
                MovingAverage.exchange(average, weights, 0, cut);
                MovingAverage.exchange(average, weights, cut, n);
                assertThat(Sample.floats(weights)).containsExactly(after);
                assertThat(Sample.floats(average)).containsExactly(w);
            }
        }
    }
}
