package ai.inhouse.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a benchmark has done, counted beside its calls. JMH divides the counts by the time
/// measured: they come out per second, all threads together.
public final class Work {
    private Work() {}

    /// Traffic that the operation cannot avoid: each operand read or written once.
    @AuxCounters
    @State(Scope.Thread)
    public static class Bytes {
        /// 10^9 bytes.
        public double gigabytes;

        public void moved(long bytes) {
            gigabytes += bytes / 1e9;
        }
    }

    /// Arithmetic on single numbers; a fused multiply-add is two.
    @AuxCounters
    @State(Scope.Thread)
    public static class Operations {
        /// 10^9 operations.
        public double gigaops;

        public void done(double operations) {
            gigaops += operations / 1e9;
        }
    }

    /// Text read, in UTF-8.
    @AuxCounters
    @State(Scope.Thread)
    public static class Text {
        /// 10^6 bytes.
        public double megabytes;

        public void read(long bytes) {
            megabytes += bytes / 1e6;
        }
    }
}
