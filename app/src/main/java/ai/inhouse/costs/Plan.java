package ai.inhouse.costs;

import java.util.List;
import java.util.OptionalDouble;

/// What a recipe is predicted to take, before it is run.
///
/// @param model to be trained
/// @param rates where the rates come from
/// @param machines this one first, then those that the recipe names
/// @param warnings what a person should know before starting
public record Plan(
        String recipe,
        Model model,
        Data data,
        Source rates,
        List<OnMachine> machines,
        List<String> warnings) {
    public Plan {
        machines = List.copyOf(machines);
        warnings = List.copyOf(warnings);
    }

    /// @param width of the residual stream
    public record Model(long parameters, int layers, int width, int vocabularySize) {}

    /// @param sampledBytes of documents that were counted on; all of them where it is as many
    /// @param trainTokens of text that is trained on
    public record Data(
            long documentBytes,
            long sampledBytes,
            int trainDocuments,
            int heldOutDocuments,
            long trainTokens,
            long heldOutTokens,
            double bytesPerToken) {}

    /// @param machine processor, cores and memory
    /// @param measuredAt ISO 8601
    /// @param remembered whether an earlier plan measured some of it
    /// @param matmulGflopsThen when it was measured
    /// @param matmulGflopsNow as this plan was made
    public record Source(
            String machine,
            String version,
            String measuredAt,
            boolean remembered,
            double matmulGflopsThen,
            double matmulGflopsNow) {}

    /// @param peakRssBytes of the stage that takes most
    /// @param dominant the stage that takes longest
    /// @param currency empty where the recipe says nothing of money
    public record OnMachine(
            String machine,
            double matmulGflops,
            long memoryBytes,
            List<StagePlan> stages,
            double seconds,
            long peakRssBytes,
            String dominant,
            String currency,
            OptionalDouble cost) {
        public OnMachine {
            stages = List.copyOf(stages);
        }
    }
}
