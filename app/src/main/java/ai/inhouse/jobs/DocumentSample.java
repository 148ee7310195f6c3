package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Some of a recipe's documents, to count and measure on: all of them where they are few, else
/// every so-manieth by their paths, so that all kinds are among them.
///
/// @param paths to read: the recipe's own where it is all of them, so that documents keep their
///   names
/// @param files that there are
/// @param bytes of all
/// @param sampledBytes of those among the paths
public record DocumentSample(List<Path> paths, long files, long bytes, long sampledBytes) {
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_FILES = 400;

    private record Sized(Path file, long bytes) {}

    /// @throws InhouseException if there is nothing to read
    static DocumentSample of(Recipe recipe) {
        List<Sized> all = new ArrayList<>();
        for (Path path : recipe.documents()) {
            collect(path, all);
        }
        long bytes = all.stream().mapToLong(Sized::bytes).sum();
        if (bytes == 0) {
            throw InhouseException.badInput(
                    "planning",
                    recipe.documents(),
                    "there are no documents to learn from",
                    "Name a folder with documents in the recipe.");
        }
        long every =
                Math.max(
                        Math.ceilDiv(bytes, MOST_BYTES),
                        Math.ceilDiv((long) all.size(), MOST_FILES));
        if (every == 1) {
            return new DocumentSample(recipe.documents(), all.size(), bytes, bytes);
        }
        List<Path> chosen = new ArrayList<>();
        long sampled = 0;
        for (int i = 0; i < all.size(); i += (int) every) {
            chosen.add(all.get(i).file());
            sampled += all.get(i).bytes();
        }
        return new DocumentSample(chosen, all.size(), bytes, Math.max(1, sampled));
    }

    private static void collect(Path path, List<Sized> into) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                into.add(new Sized(file, Files.size(file)));
            }
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "looking at the documents", path, e, "Check that they are readable.");
        }
    }

    /// Whether it is not all of them.
    public boolean isPart() {
        return sampledBytes < bytes;
    }

    /// Of all to the sample.
    public double scale() {
        return (double) bytes / sampledBytes;
    }
}
