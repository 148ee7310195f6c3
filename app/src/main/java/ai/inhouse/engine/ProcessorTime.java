package ai.inhouse.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Processor time of the whole process: on a machine that others use too it says more of work than
/// the time on the wall.
public final class ProcessorTime {
    private ProcessorTime() {}

    /// Of all threads since the process began, native ones too.
    public static double seconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9;
    }
}
