package ai.inhouse.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void widensToRoundTicks() {
        assertThat(Axis.around(0, 1.31, 4).ticks()).hasSize(4).last().isEqualTo(1.5);
        assertThat(Axis.around(-0.004, 0.017, 4)).isEqualTo(new Axis(-0.01, 0.02, 0.01));
        assertThat(Axis.around(0, 1200, 4)).isEqualTo(new Axis(0, 1500, 500));
    }

    @Test
    void placesValuesBetweenItsEnds() {
        Axis axis = new Axis(0, 10, 5);
        assertThat(axis.at(2.5, 100, 200)).isCloseTo(125, within(1e-9));
        assertThat(axis.at(2.5, 200, 100)).isCloseTo(175, within(1e-9));
        assertThat(axis.at(99, 100, 200)).isEqualTo(200);
    }

    @Test
    void hasRoomEvenForOneValue() {
        assertThat(Axis.around(0, 0, 4).ticks()).hasSizeGreaterThan(1);
        assertThat(Axis.around(3, 3, 4).ticks()).isNotEmpty();
    }
}
