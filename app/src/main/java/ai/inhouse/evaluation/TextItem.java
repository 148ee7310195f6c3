package ai.inhouse.evaluation;

import java.nio.file.Path;
import java.util.List;

/// A text to measure on.
///
/// @param id tells it from the others, as in a document's name
public record TextItem(String id, String text) {
    /// A file's texts: JSON lines of `text`, or else the whole file as one.
    ///
    /// @throws ai.inhouse.base.InhouseException if it cannot be read, naming every bad line
    public static List<TextItem> read(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".jsonl")
                ? JsonLines.read(file, (id, line) -> new TextItem(id, JsonLines.text(line, "text")))
                : List.of(new TextItem(name, String.join("\n", JsonLines.lines(file))));
    }
}
