package ai.inhouse.evaluation;

import java.nio.file.Path;
import java.util.List;

/// A text to measure on.
///
/// @param id tells it from the others, as in a document's name
public record TextItem(String id, String text) {
    /// A file as it is or, if its name ends in `.jsonl`, each line's `text`.
    ///
    /// @throws ai.inhouse.base.InhouseException if it cannot be read
    public static List<TextItem> read(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".jsonl")
                ? JsonLines.texts(file)
                : List.of(new TextItem(name, String.join("\n", JsonLines.lines(file))));
    }
}
