package ai.inhouse.jobs;

import ai.inhouse.base.YamlNode;
import java.util.HashMap;
import java.util.Map;

/// On which line of a YAML text each key stands, by JSON pointer (`/budget/tune`), so that an error
/// in a recipe can say where it is.
final class YamlLines {
    private final Map<String, Integer> lines = new HashMap<>();

    YamlLines(YamlNode root) {
        walk("", root);
    }

    /// The line of a pointer, or of the nearest place above it that has one; counts from 1.
    int of(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private void walk(String pointer, YamlNode node) {
        switch (node) {
            case YamlNode.Mapping mapping -> {
                for (YamlNode.Entry entry : mapping.entries()) {
                    String child = pointer + "/" + entry.key();
                    lines.put(child, entry.line());
                    walk(child, entry.value());
                }
            }
            case YamlNode.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    YamlNode item = sequence.items().get(i);
                    lines.put(pointer + "/" + i, item.line());
                    walk(pointer + "/" + i, item);
                }
            }
            case YamlNode.Scalar scalar -> lines.putIfAbsent(pointer, scalar.line());
        }
    }
}
