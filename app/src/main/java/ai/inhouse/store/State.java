package ai.inhouse.store;

/// How far a run or a stage is.
public enum State {
    WAITING,
    RUNNING,
    DONE,
    /// Its inputs did not change, so an earlier output stands for it.
    REUSED,
    FAILED,
    CANCELLED;

    public boolean isFinal() {
        return switch (this) {
            case WAITING, RUNNING -> false;
            case DONE, REUSED, FAILED, CANCELLED -> true;
        };
    }
}
