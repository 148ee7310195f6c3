package ai.inhouse.costs;

/// How fast steps of one kind are taken on this machine.
///
/// @param secondsPerStep once the JVM has compiled them, were the machine its own
/// @param wallSecondsPerStep as it took
/// @param cpuSecondsPerStep of all processors
/// @param startSeconds that making the learner and the first steps took beyond that
/// @param judgedTokensPerSecond without learning, as validations read
/// @param steps that were measured
record StepRate(
        double secondsPerStep,
        double wallSecondsPerStep,
        double cpuSecondsPerStep,
        double startSeconds,
        double judgedTokensPerSecond,
        int steps) {}
