package ai.inhouse.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step of a recipe. Its result is a function of its inputs alone, so that a result made once
/// is used again as long as the inputs stay the same.
interface Stage {
    /// As people and `stages.json` call it.
    String name();

    /// Why it is left out, if the recipe does not ask for it.
    Optional<String> skipped(StageContext context);

    /// All that the result depends on: settings, hashes of files, outputs of earlier stages.
    List<String> inputs(StageContext context);

    /// Whether what an earlier run made is still there, so that it can be used again.
    default boolean intact(StageContext context, Map<String, Object> outputs) {
        return true;
    }

    /// Does the work, or goes on with it where a killed process left off.
    Result run(StageContext context);

    /// @param message one line for people
    /// @param outputs for later stages
    record Result(String message, Map<String, Object> outputs) {}
}
