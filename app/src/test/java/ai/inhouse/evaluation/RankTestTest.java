package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankTestTest {
    @Test
    void countsPairsAndCorrectsForContinuity() {
        RankTest test =
                RankTest.of(
                        new double[] {1.1, 2.2, 3.3, 4.4, 9},
                        new double[] {0.5, 1.5, 2.5, 3.5, 4.5, 5.5});
        // 1 + 2 + 3 + 4 + 6 of 30 pairs; z = (16 - 15 - 0.5) / sqrt(30 * 12 / 12) = 0.09129.
        assertThat(test.larger()).isCloseTo(16 / 30.0, within(1e-12));
        assertThat(test.p()).isCloseTo(0.46363, within(1e-4));
    }

    @Test
    void correctsForTies() {
        RankTest test = RankTest.of(new double[] {1, 2, 2}, new double[] {1, 1, 2});
        // U = 1 + 2.5 + 2.5 = 6; ties 2 (27 - 3) = 48; variance 9 / 12 * (7 - 48 / 30) = 4.05.
        assertThat(test.larger()).isCloseTo(6 / 9.0, within(1e-12));
        assertThat(test.p()).isCloseTo(1 - 0.690, within(1e-3));
    }

    @Test
    void seesNothingInEqualValues() {
        assertThat(RankTest.of(new double[] {1, 1}, new double[] {1, 1, 1}).p())
                .isCloseTo(0.5, within(1e-6));
    }

    @Test
    void isSmallFarFromChanceAndNeverNothing() {
        double[] high = IntStream.range(0, 200).mapToDouble(i -> 1000 + i).toArray();
        double[] low = IntStream.range(0, 1000).mapToDouble(i -> -i).toArray();
        assertThat(RankTest.of(high, low).p()).isPositive().isLessThan(1e-50);
        assertThat(RankTest.of(low, high).p()).isCloseTo(1, within(1e-9));
        assertThat(RankTest.upperTail(1.959964)).isCloseTo(0.025, within(1e-6));
        assertThat(RankTest.upperTail(4.5)).isCloseTo(3.398e-6, within(3e-8));
    }

    /// Where there is no difference, one test in twenty finds one.
    @Test
    void findsAsManyDifferencesByChanceAsItSays() {
        long seed = 11;
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 2000; i++) {
            double[] first = random.doubles(20).toArray();
            double[] second = random.doubles(60).toArray();
            found += RankTest.of(first, second).p() < 0.05 ? 1 : 0;
        }
        assertThat(found / 2000.0).as("seed %d", seed).isBetween(0.03, 0.07);
    }

    @Test
    void asksForValuesInBothGroups() {
        assertThatThrownBy(() -> RankTest.of(new double[0], new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
