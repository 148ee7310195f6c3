package ai.inhouse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Large real data that lies beside a checkout on some machines: golden values, a base model, a
/// real handbook. A test that needs it skips itself, saying so, where it is absent.
public final class Shared {
    private Shared() {}

    /// A path below the folder `shared` beside the project's root.
    public static Path path(String relative) {
        String named = System.getenv("INHOUSE_SHARED");
        Path shared = named == null ? Path.of("..", "..", "shared") : Path.of(named);
        Path path = shared.resolve(relative);
        Assumptions.assumeTrue(
                Files.exists(path), () -> "skipped: no " + path.toAbsolutePath().normalize());
        return path;
    }
}
