package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

final class ScheduleTest {
    @Test
    void cosineRisesToThePeakAndFallsToTheFloor() {
        Schedule cosine = new Schedule.Cosine(0.01, 0.1, 0.1);
        assertRate(cosine, 1, 0.001);
        assertRate(cosine, 10, 0.01);
        assertRate(cosine, 55, 0.01 * 0.55);
        assertRate(cosine, 100, 0.001);
        assertRate(cosine, 25, 0.01 * (0.1 + 0.9 * (1 + Math.cos(Math.PI / 6)) / 2));
    }

    @Test
    void linearFallsInAStraightLine() {
        Schedule linear = new Schedule.Linear(0.01, 0.2, 0);
        assertRate(linear, 10, 0.005);
        assertRate(linear, 20, 0.01);
        assertRate(linear, 60, 0.005);
        assertRate(linear, 100, 0);
    }

    @Test
    void warmupStableDecayHoldsThePeak() {
        Schedule schedule = new Schedule.WarmupStableDecay(0.01, 0.1, 0.2, 0.5);
        assertRate(schedule, 5, 0.005);
        assertRate(schedule, 10, 0.01);
        assertRate(schedule, 80, 0.01);
        assertRate(schedule, 90, 0.0075);
        assertRate(schedule, 100, 0.005);
    }

    @Test
    void aConstantRateIsConstant() {
        assertRate(Schedule.constant(0.3), 1, 0.3);
        assertRate(Schedule.constant(0.3), 100, 0.3);
    }

    @Test
    void refusesAShareOverOne() {
        assertThatThrownBy(() -> new Schedule.WarmupStableDecay(1, 0.6, 0.6, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRate(Schedule schedule, long step, double expected) {
        assertThat(schedule.rate(step, 100)).isCloseTo(expected, offset(1e-12));
    }
}
