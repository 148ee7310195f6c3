package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
    /// Newcombe (Statistics in Medicine 17, 1998), table I, method 3.
    @Test
    void agreesWithPublishedWilsonIntervals() {
        assertInterval(81, 263, 0.2553, 0.3662);
        assertInterval(15, 148, 0.0624, 0.1605);
        assertInterval(0, 20, 0.0000, 0.1611);
        assertInterval(1, 29, 0.0061, 0.1718);
    }

    private static void assertInterval(int successes, int n, double low, double high) {
        Interval interval = Interval.wilson(successes, n);
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void isTheMirrorImageForFailures() {
        Interval successes = Interval.wilson(7, 40);
        Interval failures = Interval.wilson(33, 40);
        assertThat(failures.low()).isCloseTo(1 - successes.high(), within(1e-12));
        assertThat(failures.high()).isCloseTo(1 - successes.low(), within(1e-12));
    }

    @Test
    void refusesAShareOfNothing() {
        assertThatThrownBy(() -> Interval.wilson(0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Interval.wilson(3, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
