package ai.inhouse.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When the next checkpoint is due: as often as is set, or more rarely where training would stand
/// still for more than a twentieth of the time.
final class SaveSchedule {
    private static final double SHARE = 0.05;

    private final Duration set;
    private final LongSupplier nanoClock;
    private long last;
    private double still;

    /// @param set at least so long between two
    SaveSchedule(Duration set, LongSupplier nanoClock) {
        this.set = set;
        this.nanoClock = nanoClock;
        this.last = nanoClock.getAsLong();
    }

    boolean isDue() {
        return nanoClock.getAsLong() - last >= interval().toNanos();
    }

    Duration interval() {
        Duration least = Duration.ofMillis((long) (still * 1000 / SHARE));
        return set.compareTo(least) >= 0 ? set : least;
    }

    /// Saves, and sees how long that takes.
    void save(Runnable saving) {
        long before = nanoClock.getAsLong();
        saving.run();
        last = nanoClock.getAsLong();
        still = (last - before) / 1e9;
    }

    /// Counts the time to the next one from now.
    void begin() {
        last = nanoClock.getAsLong();
    }

    /// Seconds for which training stood still for the last one.
    double still() {
        return still;
    }
}
