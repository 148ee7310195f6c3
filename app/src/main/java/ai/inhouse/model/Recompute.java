package ai.inhouse.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Whether the backward pass computes a layer's activations a second time instead of keeping them
/// (Chen et al. 2016): a third more work for an eighth of the memory. The bits are the same.
public enum Recompute {
    /// Where they would take more than a third of the machine's memory.
    AUTO,
    ALWAYS,
    NEVER;

    private static final double SHARE = 1.0 / 3;

    /// @param bytes of all activations of a batch
    boolean needed(long bytes) {
        return switch (this) {
            case AUTO -> exceeds(bytes, memory());
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    static boolean exceeds(long bytes, long memoryBytes) {
        return bytes > SHARE * memoryBytes;
    }

    /// The machine's, or the container's.
    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
