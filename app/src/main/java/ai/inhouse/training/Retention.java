package ai.inhouse.training;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/// Which of a run's checkpoints stay.
///
/// @param newest how many of the newest
/// @param horizon so many steps a run may have to go back: the newest one that is as old stays too;
///   0 where it never goes back
/// @param score of what was measured after a checkpoint's step, the less the better: the best one
///   stays too
record Retention(int newest, long horizon, Function<Map<String, Double>, OptionalDouble> score) {
    Set<Long> kept(List<Checkpoint> newestFirst) {
        Set<Long> kept = new HashSet<>();
        newestFirst.stream().limit(newest).forEach(c -> kept.add(c.step()));
        best(newestFirst).ifPresent(c -> kept.add(c.step()));
        if (horizon > 0 && !newestFirst.isEmpty()) {
            long old = newestFirst.getFirst().step() - horizon;
            Checkpoint before =
                    newestFirst.stream()
                            .filter(c -> c.step() <= old)
                            .findFirst()
                            .orElse(newestFirst.getLast());
            kept.add(before.step());
        }
        return kept;
    }

    /// The earliest of those with the least score.
    Optional<Checkpoint> best(List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .filter(c -> score.apply(c.validated()).isPresent())
                .min(Comparator.comparingDouble(this::scoreOf).thenComparingLong(Checkpoint::step));
    }

    double scoreOf(Checkpoint checkpoint) {
        return score.apply(checkpoint.validated()).orElse(Double.POSITIVE_INFINITY);
    }
}
