package ai.inhouse.jobs;

import java.util.Map;
import java.util.Optional;

/// What is known of one stage of a run, as `stages.json` holds it.
///
/// @param inputHash of all that its result depends on; empty before it was looked at
/// @param message one line for people
/// @param outputs named results that later stages use: hashes, counts, measures, and files by their
///   paths in the workspace
public record StageRecord(
        String name,
        StageState state,
        Optional<String> startedAt,
        Optional<String> finishedAt,
        String inputHash,
        String message,
        Map<String, Object> outputs) {

    static StageRecord pending(String name) {
        return new StageRecord(
                name, StageState.PENDING, Optional.empty(), Optional.empty(), "", "", Map.of());
    }

    boolean hasOutputs() {
        return state == StageState.DONE || state == StageState.UNCHANGED;
    }

    /// @throws IllegalStateException if a stage cannot go there from where it is
    StageRecord to(
            StageState state,
            String at,
            String inputHash,
            String message,
            Map<String, Object> outputs) {
        if (!this.state.next().contains(state)) {
            throw new IllegalStateException(
                    "stage %s cannot go from %s to %s".formatted(name, this.state, state));
        }
        boolean begins = state == StageState.RUNNING;
        return new StageRecord(
                name,
                state,
                begins ? Optional.of(at) : startedAt,
                begins ? Optional.empty() : Optional.of(at),
                inputHash,
                message,
                outputs);
    }
}
