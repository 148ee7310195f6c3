package ai.inhouse.training;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// `plan.json`: how many steps a run has. Fixed once and stored, so that a run that was stopped
/// ends exactly where it would have ended.
///
/// @param inputs hash of everything that the run is started from
/// @param secondsPerStep as measured before the first step; 0 where the budget is in steps alone
/// @param measuredSteps how many steps that took
record RunPlan(String inputs, long totalSteps, double secondsPerStep, int measuredSteps) {
    /// The stored plan, if it is of these inputs.
    static Optional<RunPlan> read(Path file, String inputs) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RunPlan plan = Json.read(file, RunPlan.class);
        return plan.inputs.equals(inputs) ? Optional.of(plan) : Optional.empty();
    }

    void write(Path file) {
        try {
            DurableFiles.write(file, Json.pretty(this));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "storing a run's plan", file, e, "Make the run's folder writable.");
        }
    }
}
