package ai.inhouse.training;

import java.time.Duration;

/// How a run is driven, whatever it learns.
///
/// @param validations how many times to validate, evenly over the steps, the last step included
/// @param checkpointInterval at least so long between two checkpoints; their number changes nothing
///   that is learned
/// @param keptCheckpoints how many of the newest to keep, two or more, so that one that a disk
///   spoiled has a predecessor
public record TrainingSettings(
        Budget budget,
        Schedule schedule,
        AdamW optimizer,
        int validations,
        Duration checkpointInterval,
        int keptCheckpoints) {
    public TrainingSettings {
        if (validations < 0 || keptCheckpoints < 2) {
            throw new IllegalArgumentException(
                    "%d validations, %d checkpoints kept".formatted(validations, keptCheckpoints));
        }
    }

    /// A minute between checkpoints; tests of crashes ask for less by a system property.
    public static TrainingSettings of(Budget budget, Schedule schedule, AdamW optimizer) {
        Duration interval = Duration.ofMillis(Long.getLong("inhouse.checkpoint_millis", 60_000));
        return new TrainingSettings(budget, schedule, optimizer, 10, interval, 2);
    }
}
