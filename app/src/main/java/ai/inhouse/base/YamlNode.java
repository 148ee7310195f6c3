package ai.inhouse.base;

import java.util.List;

/// A YAML file as a tree in which everything knows its line, so that an error can say where. JSON
/// is YAML too.
public sealed interface YamlNode {
    /// Counted from 1.
    int line();

    /// A number, text, true or false, as it is written; null and nothing are empty.
    record Scalar(int line, String text) implements YamlNode {}

    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Mapping(int line, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /// @param line where the key stands
    record Entry(String key, int line, YamlNode value) {}

    /// @param where what to call the text in an error
    /// @throws InhouseException where the text is not YAML, repeats a key or uses an unknown alias
    static YamlNode parse(String text, Object where) {
        return YamlTree.parse(text, where);
    }
}
