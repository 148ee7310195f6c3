package ai.inhouse.jobs;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// On which line of a YAML text each key stands, by JSON pointer (`/budget/tune`), so that an error
/// in a recipe can say where it is.
final class YamlLines {
    private final Map<String, Integer> lines = new HashMap<>();

    YamlLines(String text) {
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        new Compose(settings).composeString(text).ifPresent(node -> walk("", node));
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

    private void walk(String pointer, Node node) {
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple entry : mapping.getValue()) {
                    if (entry.getKeyNode() instanceof ScalarNode key) {
                        String child = pointer + "/" + key.getValue();
                        mark(child, key);
                        walk(child, entry.getValueNode());
                    }
                }
            }
            case SequenceNode sequence -> {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    Node item = sequence.getValue().get(i);
                    mark(pointer + "/" + i, item);
                    walk(pointer + "/" + i, item);
                }
            }
            default -> {}
        }
    }

    private void mark(String pointer, Node node) {
        node.getStartMark().map(Mark::getLine).ifPresent(line -> lines.put(pointer, line + 1));
    }
}
