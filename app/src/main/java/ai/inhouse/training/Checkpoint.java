package ai.inhouse.training;

import java.util.List;
import java.util.Map;

/// What a checkpoint says of itself beside its tensors.
///
/// @param step the last step that its weights contain
/// @param totalSteps the run's fixed number of steps
/// @param schedule the learning-rate schedule, for people
/// @param inputs hash of everything that the run was started from
/// @param tokens seen so far
/// @param seconds of training so far
/// @param skipped the steps up to its own that were not taken
/// @param recentLosses those of the last steps, against which the next one is judged
/// @param validated what was measured after its step, if anything was
public record Checkpoint(
        long step,
        long totalSteps,
        String schedule,
        String inputs,
        long tokens,
        double seconds,
        List<Long> skipped,
        List<Double> recentLosses,
        Map<String, Double> validated) {
    public Checkpoint {
        skipped = List.copyOf(skipped);
        recentLosses = List.copyOf(recentLosses);
        validated = Map.copyOf(validated);
    }

    /// Before the first step.
    static Checkpoint start(String schedule, String inputs) {
        return new Checkpoint(0, 0, schedule, inputs, 0, 0, List.of(), List.of(), Map.of());
    }
}
