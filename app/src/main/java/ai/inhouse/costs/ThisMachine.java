package ai.inhouse.costs;

import ai.inhouse.base.Units;
import ai.inhouse.engine.ProcessMemory;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The machine that this runs on.
///
/// @param name processor, cores and memory
record ThisMachine(String name, long memoryBytes) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    static ThisMachine look() {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        String name =
                "%s, %d cores, %s"
                        .formatted(
                                processor(),
                                Runtime.getRuntime().availableProcessors(),
                                Units.bytes(memory));
        return new ThisMachine(name, memory);
    }

    /// What the program takes by itself once its heap has been used through: what it takes now, and
    /// what of the heap was never touched. Garbage of a run touches it before it is collected.
    static long ownBytes() {
        long untouched = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                long committed = pool.getUsage().getCommitted();
                untouched += Math.max(0, committed - pool.getPeakUsage().getUsed());
            }
        }
        return ProcessMemory.peakBytes().orElse(0) + untouched;
    }

    /// As the system names it, where it does.
    private static String processor() {
        String architecture = System.getProperty("os.arch", "unknown");
        if (!Files.isReadable(PROCESSORS)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
