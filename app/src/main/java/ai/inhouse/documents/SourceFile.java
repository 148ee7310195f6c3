package ai.inhouse.documents;

import java.nio.file.Path;

/// A file found in a source.
///
/// @param path absolute
/// @param name its path below the folder that was named, with forward slashes
public record SourceFile(Path path, String name) {
    /// What tells it from all others.
    public String source() {
        return path.toString();
    }
}
