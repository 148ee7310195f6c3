package ai.inhouse.costs;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What one stage is predicted to take on one machine.
///
/// @param seconds 0 where it is left out
/// @param steps of a training stage
/// @param tokens that a training stage computes, padding included, or that a model reads and writes
/// @param epochs how often a training stage sees its data
/// @param peakRssBytes of the process
/// @param share of the whole plan's time
/// @param cost in the machine's currency
/// @param tookSeconds in a run to compare with
/// @param tookAloneSeconds the same, less those in which its steps waited because other programs
///   ran
/// @param note for people
public record StagePlan(
        String stage,
        double seconds,
        OptionalLong steps,
        OptionalLong tokens,
        OptionalDouble epochs,
        long peakRssBytes,
        double share,
        OptionalDouble cost,
        OptionalDouble tookSeconds,
        OptionalDouble tookAloneSeconds,
        String note) {
    static StagePlan of(String stage, double seconds, long peakRssBytes, String note) {
        return new StagePlan(
                stage,
                seconds,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                peakRssBytes,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                note);
    }

    StagePlan training(long takenSteps, long computed, double seen) {
        return new StagePlan(
                stage,
                seconds,
                OptionalLong.of(takenSteps),
                OptionalLong.of(computed),
                OptionalDouble.of(seen),
                peakRssBytes,
                share,
                cost,
                tookSeconds,
                tookAloneSeconds,
                note);
    }

    StagePlan writing(long readAndWritten) {
        return new StagePlan(
                stage,
                seconds,
                steps,
                OptionalLong.of(readAndWritten),
                epochs,
                peakRssBytes,
                share,
                cost,
                tookSeconds,
                tookAloneSeconds,
                note);
    }

    /// As a part of a whole.
    StagePlan of(double all, OptionalDouble money, Optional<StageTimes> took) {
        return new StagePlan(
                stage,
                seconds,
                steps,
                tokens,
                epochs,
                peakRssBytes,
                all > 0 ? seconds / all : 0,
                money,
                took.map(t -> OptionalDouble.of(t.seconds())).orElse(OptionalDouble.empty()),
                took.map(t -> OptionalDouble.of(t.aloneSeconds())).orElse(OptionalDouble.empty()),
                note);
    }
}
