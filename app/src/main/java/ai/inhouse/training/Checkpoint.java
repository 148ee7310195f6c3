package ai.inhouse.training;

/// What a checkpoint says of itself beside its tensors.
///
/// @param step the last step that its weights contain
/// @param totalSteps the run's fixed number of steps
/// @param schedule the learning-rate schedule, for people
/// @param inputs hash of everything that the run was started from
/// @param tokens seen so far
/// @param seconds of training so far
public record Checkpoint(
        long step, long totalSteps, String schedule, String inputs, long tokens, double seconds) {}
