package ai.inhouse.training;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How long a run may be: so many steps, so much time, or the lesser of both. Time becomes a number
/// of steps once, before the first one.
public record Budget(OptionalLong steps, Optional<Duration> time) {
    public Budget {
        if (steps.isEmpty() && time.isEmpty()) {
            throw new IllegalArgumentException("a budget needs steps, time or both");
        }
        if (steps.isPresent() && steps.getAsLong() < 1) {
            throw new IllegalArgumentException("a run has one step or more");
        }
    }

    public static Budget ofSteps(long steps) {
        return new Budget(OptionalLong.of(steps), Optional.empty());
    }

    public static Budget ofTime(Duration time) {
        return new Budget(OptionalLong.empty(), Optional.of(time));
    }

    /// At most so many steps and at most so much time.
    public static Budget within(long steps, Duration time) {
        return new Budget(OptionalLong.of(steps), Optional.of(time));
    }
}
