package ai.inhouse.training;

import java.nio.file.Path;

/// Where one stage of a run keeps what it must not lose: its checkpoints under
/// `checkpoints/<stage>/`, its plan and the record of skipped steps beside them, and its rows in
/// the run's `metrics.jsonl`.
///
/// @param run the run's folder
/// @param stage the name that tells its files and rows from other stages'
/// @param tensorboard whether its figures go to a file for TensorBoard too, as they come
public record RunFolder(Path run, String stage, boolean tensorboard) {
    /// Without a file for TensorBoard.
    public RunFolder(Path run, String stage) {
        this(run, stage, false);
    }

    public Path checkpoints() {
        return run.resolve("checkpoints").resolve(stage);
    }

    public Path metrics() {
        return run.resolve("metrics.jsonl");
    }

    /// Each stage is a run of its own in TensorBoard.
    Path events() {
        return run.resolve("tensorboard").resolve(stage);
    }

    Path plan() {
        return run.resolve("checkpoints").resolve(stage + ".plan.json");
    }

    Path skipped() {
        return run.resolve("checkpoints").resolve(stage + ".skipped.json");
    }
}
