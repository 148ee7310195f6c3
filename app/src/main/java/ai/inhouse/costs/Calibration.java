package ai.inhouse.costs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `plan/calibration.json` of a workspace: what this machine was measured to do, by what was asked
/// of it, so that it is measured once. It counts for the machine and the version that it names.
///
/// @param machine processor, cores and memory
/// @param measuredAt ISO 8601, of the first measurement
/// @param matmulGflops in the minutes of the measurements
/// @param keptBytesPerSecond written, forced to the disk and read for their hash
/// @param steps by a hash of the model's shape and the step's
/// @param writing by a hash of the model's shape
record Calibration(
        String machine,
        String version,
        String measuredAt,
        double matmulGflops,
        double keptBytesPerSecond,
        Map<String, StepRate> steps,
        Map<String, WritingRate> writing) {
    private static final String FILE = "calibration.json";

    Calibration {
        steps = new LinkedHashMap<>(steps);
        writing = new LinkedHashMap<>(writing);
    }

    /// What a machine is known by.
    record Machine(String name, String version) {}

    static Path file(Path workspace) {
        return workspace.resolve("plan").resolve(FILE);
    }

    /// What was measured on this very machine by this version; nothing where there is no such file,
    /// or none that can be read: it is measured anew then.
    static Optional<Calibration> read(Path workspace, Machine here) {
        Path file = file(workspace);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Calibration read = Json.read(file, Calibration.class);
            boolean own = read.machine.equals(here.name()) && read.version.equals(here.version());
            return own ? Optional.of(read) : Optional.empty();
        } catch (InhouseException e) {
            return Optional.empty();
        }
    }

    void write(Path workspace) {
        try {
            DurableFiles.write(file(workspace), Json.pretty(this));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "remembering what was measured",
                    file(workspace),
                    e,
                    "Check that the disk has room and the workspace can be written to.");
        }
    }

    static String key(Object... parts) {
        return Hash.ofParts(Arrays.stream(parts).map(Object::toString).toList()).brief();
    }
}
