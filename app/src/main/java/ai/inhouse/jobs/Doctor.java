package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.engine.NativeRuntime;
import ai.inhouse.engine.ProcessGroup;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at the machine the way a run will meet it.
public final class Doctor {
    private static final long LEAST_MEMORY = 4L << 30;
    private static final long LEAST_DISK = 5L << 30;

    private Doctor() {}

    /// @param what was looked at
    /// @param found what is there
    /// @param next what to do about it; empty where it is good
    public record Finding(String what, boolean good, String found, String next) {
        static Finding good(String what, String found) {
            return new Finding(what, true, found, "");
        }

        static Finding bad(String what, String found, String next) {
            return new Finding(what, false, found, next);
        }
    }

    public record Report(boolean healthy, List<Finding> findings) {}

    public static Report examine(Path workspace) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.good("java", System.getProperty("java.vm.name") + " " + Runtime.version()));
        findings.add(
                Finding.good(
                        "cores", Integer.toString(Runtime.getRuntime().availableProcessors())));
        findings.add(memory());
        findings.add(disk(workspace));
        findings.addAll(nativeLibraries());
        boolean healthy = findings.stream().allMatch(Finding::good);
        return new Report(healthy, List.copyOf(findings));
    }

    private static Finding memory() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long bytes = system.getTotalMemorySize();
        String found =
                "%s, heap up to %s"
                        .formatted(
                                Units.bytes(bytes), Units.bytes(Runtime.getRuntime().maxMemory()));
        return bytes >= LEAST_MEMORY
                ? Finding.good("memory", found)
                : Finding.bad("memory", found, "The quickstart needs 4 GiB; close other programs.");
    }

    private static Finding disk(Path workspace) {
        Path place = workspace;
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String found = "%s free at %s".formatted(Units.bytes(free), place);
            if (!Files.isWritable(place)) {
                return Finding.bad("disk", found, "The folder cannot be written to.");
            }
            return free >= LEAST_DISK
                    ? Finding.good("disk", found)
                    : Finding.bad("disk", found, "Make room: a run keeps models and checkpoints.");
        } catch (IOException e) {
            return Finding.bad("disk", String.valueOf(e.getMessage()), "Name another --workspace.");
        }
    }

    private static List<Finding> nativeLibraries() {
        try {
            NativeRuntime.Capabilities c = NativeRuntime.capabilities();
            return List.of(
                    Finding.good("libtorch", c.libtorch() + ", " + c.cpuCapability()),
                    Finding.good(
                            "bf16",
                            c.fastBf16()
                                    ? "fast: training computes in bf16"
                                    : "not fast here: training computes in fp32"),
                    Finding.good("vector lanes", c.vectorBits() + " bits"),
                    Finding.good("device", device(c)),
                    Finding.good("processes", processes()));
        } catch (InhouseException e) {
            return List.of(
                    Finding.bad(
                            "libtorch",
                            String.valueOf(e.getMessage()),
                            "Run './inhouse' from its checkout, so that its libraries are found."));
        }
    }

    /// This version computes on processors alone, whatever else there is.
    private static String device(NativeRuntime.Capabilities c) {
        return c.cuda()
                ? "cpu; a CUDA device is here, but Inhouse has no code for it yet: nothing was ever"
                        + " run on one"
                : "cpu; no CUDA device can be used, and nothing was ever run on one";
    }

    private static String processes() {
        return ProcessGroup.isAvailable()
                ? "'pretrain --nodes' shares work by c10d with Gloo; run on loopback, never between"
                        + " machines, never by NCCL"
                : "one: this build of libtorch has no c10d with Gloo, so 'pretrain --nodes' fails";
    }
}
