package ai.inhouse.training;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What the parts of a run were measured to take, in seconds.
///
/// @param spent already gone since the run began
record Pace(double spent, double step, double validation, double checkpoint) {
    /// How many steps fit into a time, with the validations and checkpoints between them; at least
    /// one.
    ///
    /// @param checkpointInterval time between two checkpoints
    long steps(Duration time, int validations, Duration checkpointInterval) {
        double left = seconds(time) - spent - validations * validation - checkpoint;
        double interval = Math.max(seconds(checkpointInterval), step);
        double perStep = step * (1 + checkpoint / interval);
        return Math.max(1, (long) (left / perStep));
    }

    /// The median of the later half: the first steps are slow while the JVM still compiles.
    static double settled(List<Double> seconds) {
        double[] later =
                seconds.stream()
                        .skip(seconds.size() / 2)
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        Arrays.sort(later);
        return later[later.length / 2];
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
