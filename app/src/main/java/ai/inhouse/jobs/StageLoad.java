package ai.inhouse.jobs;

import ai.inhouse.training.Budget;

/// What a stage will have to do, counted before it is run.
public sealed interface StageLoad {
    String stage();

    /// The recipe leaves it out.
    record LeftOut(String stage, String why) implements StageLoad {}

    /// Keeping of records, which takes no time worth counting.
    record Records(String stage) implements StageLoad {}

    /// Work on documents that was done on a sample of them.
    ///
    /// @param seconds that the sample took
    /// @param scale of all to the sample
    record Documents(String stage, double seconds, double scale) implements StageLoad {}

    /// Training.
    ///
    /// @param budget as the stage will give it to the trainer
    /// @param stepsPerEpoch that see all data once
    /// @param validationTokens of each validation
    /// @param length of the rows that are validated on
    /// @param scoredTokens that the model reads once before training
    /// @param preparationSeconds that making its data took, scaled to all documents
    record Training(
            String stage,
            StepLoad step,
            Budget budget,
            double stepsPerEpoch,
            long validationTokens,
            int length,
            long scoredTokens,
            double preparationSeconds)
            implements StageLoad {}

    /// Text that a model reads and writes.
    ///
    /// @param texts that it writes, many at a time
    /// @param promptTokens before each, on average
    /// @param writtenTokens of each, on average
    /// @param readTokens that it only judges
    /// @param models that are opened, one after the other
    record Writing(
            String stage,
            int texts,
            int promptTokens,
            int writtenTokens,
            long readTokens,
            int models)
            implements StageLoad {}

    /// A model's bytes that are copied into the workspace.
    record Copying(String stage, long bytes) implements StageLoad {}
}
