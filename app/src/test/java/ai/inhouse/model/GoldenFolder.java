package ai.inhouse.model;

import ai.inhouse.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A golden checkpoint together with the golden tokenizer, as a folder to import from.
public final class GoldenFolder {
    private GoldenFolder() {}

    /// @param name of the checkpoint, as `qwen2`
    /// @param to made where it is missing; its files may be changed
    public static Path copy(String name, Path to) throws IOException {
        Files.createDirectories(to);
        for (String from : new String[] {"golden/models/" + name, "golden/tokenizer"}) {
            try (var files = Files.list(Shared.path(from))) {
                for (Path file : files.toList()) {
                    Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
        return to;
    }
}
