package ai.inhouse.training;

import ai.inhouse.model.Learning;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/// How a run is driven, whatever it learns.
///
/// @param validations how many times to validate, evenly over the steps, the last step included
/// @param checkpointInterval at least so long between two checkpoints; their number changes nothing
///   that is learned
/// @param keptCheckpoints how many of the newest to keep, two or more, so that one that a disk
///   spoiled has a predecessor
/// @param averageDecay of a moving average of the weights, which is then what is measured and what
///   the run ends with
/// @param guard against steps that would harm the model; without it a loss that is no number ends
///   the run
/// @param best whether the run ends with the weights that were the best when it was validated,
///   instead of the last ones
public record TrainingSettings(
        Budget budget,
        Schedule schedule,
        UpdateRule optimizer,
        int validations,
        Duration checkpointInterval,
        int keptCheckpoints,
        OptionalDouble averageDecay,
        Optional<SpikeGuard> guard,
        boolean best) {
    private static final int VALIDATIONS = 10;

    public TrainingSettings {
        if (validations < 0 || keptCheckpoints < 2) {
            throw new IllegalArgumentException(
                    "%d validations, %d checkpoints kept".formatted(validations, keptCheckpoints));
        }
    }

    /// Without average and guard, to the last weights.
    public TrainingSettings(
            Budget budget,
            Schedule schedule,
            UpdateRule optimizer,
            int validations,
            Duration checkpointInterval,
            int keptCheckpoints) {
        this(
                budget,
                schedule,
                optimizer,
                validations,
                checkpointInterval,
                keptCheckpoints,
                OptionalDouble.empty(),
                Optional.empty(),
                false);
    }

    /// Ten validations, two checkpoints and a minute between them, and the usual guard; tests of
    /// crashes ask for less time by a system property.
    public static TrainingSettings of(Budget budget, Schedule schedule, UpdateRule optimizer) {
        Duration interval = Duration.ofMillis(Long.getLong("inhouse.checkpoint_millis", 60_000));
        return new TrainingSettings(
                budget,
                schedule,
                optimizer,
                VALIDATIONS,
                interval,
                2,
                OptionalDouble.empty(),
                Optional.of(SpikeGuard.USUAL),
                false);
    }

    /// The same, kept and guarded otherwise.
    public TrainingSettings with(
            int kept, OptionalDouble decay, Optional<SpikeGuard> against, boolean toTheBest) {
        return new TrainingSettings(
                budget,
                schedule,
                optimizer,
                validations,
                checkpointInterval,
                kept,
                decay,
                against,
                toTheBest);
    }

    Learning learning() {
        return new Learning(optimizer.matrices(), averageDecay);
    }
}
