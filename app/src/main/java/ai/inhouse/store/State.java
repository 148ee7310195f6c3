package ai.inhouse.store;

/// How far a run or a stage is.
public enum State {
    WAITING,
    RUNNING,
    DONE,
    /// Its inputs did not change, so an earlier output stands for it.
    REUSED,
    FAILED,
    CANCELLED
}
