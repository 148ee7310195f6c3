package ai.inhouse.jobs;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Where a stage of a run stands, and where it may go from there.
public enum StageState {
    PENDING,
    RUNNING,
    DONE,
    /// Its inputs are those of an earlier run, whose outputs are used.
    UNCHANGED,
    /// The recipe does not ask for it.
    SKIPPED,
    FAILED;

    private static final Set<StageState> AFTER_PENDING = EnumSet.of(RUNNING, UNCHANGED, SKIPPED);

    /// To running again, since a process may have been killed in it; or its inputs were put back to
    /// those of an earlier run meanwhile.
    private static final Set<StageState> AFTER_RUNNING =
            EnumSet.of(RUNNING, DONE, FAILED, UNCHANGED, SKIPPED);

    Set<StageState> next() {
        return switch (this) {
            case PENDING -> AFTER_PENDING;
            case RUNNING -> AFTER_RUNNING;
            // A run that goes on looks at every stage again: files may have changed since.
            case FAILED, DONE, UNCHANGED, SKIPPED -> EnumSet.of(RUNNING, UNCHANGED, SKIPPED);
        };
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
