package ai.inhouse.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the whole process takes, native memory included.
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final String NOW = "VmRSS:";

    private ProcessMemory() {}

    /// The most memory that was resident at any time so far, where the system says.
    public static OptionalLong peakBytes() {
        return bytes(PEAK);
    }

    /// The memory that is resident now, where the system says.
    public static OptionalLong residentBytes() {
        return bytes(NOW);
    }

    private static OptionalLong bytes(String name) {
        if (!Files.exists(STATUS)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
