package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.serving.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/// The adapters of a model whose weights are kept aside, for as long as the workspace's model
/// beside which they lie has the same weights.
final class AdaptersWhileSame implements Adapters {
    private static final String WEIGHTS = "model.safetensors";

    private final Adapters adapters;
    private final Path kept;
    private final Path current;
    private FileTime compared = FileTime.fromMillis(0);
    private boolean equal;

    /// @param kept folder of the model that answers
    /// @param current folder beside whose model the adapters lie
    AdaptersWhileSame(Adapters adapters, Path kept, Path current) {
        this.adapters = adapters;
        this.kept = kept.resolve(WEIGHTS);
        this.current = current.resolve(WEIGHTS);
    }

    @Override
    public List<Offered> offered() {
        return same() ? adapters.offered() : List.of();
    }

    @Override
    public Optional<Use> use(String name) {
        if (!same()) {
            throw InhouseException.badInput(
                    "asking an adapter",
                    name,
                    "its model has been made anew",
                    "Deploy the new one with 'inhouse deploy'.");
        }
        return adapters.use(name);
    }

    /// Mostly both are one file; only where the disk knows no links they are compared, once.
    private synchronized boolean same() {
        try {
            if (Files.isSameFile(kept, current)) {
                return true;
            }
            FileTime now = Files.getLastModifiedTime(current);
            if (!now.equals(compared)) {
                equal = Files.mismatch(kept, current) == -1L;
                compared = now;
            }
            return equal;
        } catch (IOException e) {
            return false;
        }
    }
}
