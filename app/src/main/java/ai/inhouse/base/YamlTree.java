package ai.inhouse.base;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Builds [YamlNode]s from Jackson's events. An alias is the very node that its anchor names, so
/// that no file can grow by referring to itself.
final class YamlTree {
    private static final YAMLFactory YAML =
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final YAMLParser parser;
    private final Object where;
    private final Map<String, YamlNode> anchors = new HashMap<>();

    private YamlTree(YAMLParser parser, Object where) {
        this.parser = parser;
        this.where = where;
    }

    static YamlNode parse(String text, Object where) {
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            return parser.nextToken() == null
                    ? new YamlNode.Scalar(1, "")
                    : new YamlTree(parser, where).node();
        } catch (JacksonException e) {
            throw malformed(where, e);
        }
    }

    private YamlNode node() {
        int line = line();
        if (parser.isCurrentAlias()) {
            return alias(parser.getString(), line);
        }
        Object anchor = parser.getObjectId();
        YamlNode node =
                switch (parser.currentToken()) {
                    case START_OBJECT -> mapping(line);
                    case START_ARRAY -> sequence(line);
                    case VALUE_NULL -> new YamlNode.Scalar(line, "");
                    default -> new YamlNode.Scalar(line, parser.getString());
                };
        if (anchor != null) {
            anchors.put(anchor.toString(), node);
        }
        return node;
    }

    private YamlNode alias(String name, int line) {
        YamlNode node = anchors.get(name);
        if (node == null) {
            throw InhouseException.badInput(
                    "reading YAML",
                    "%s, line %d".formatted(where, line),
                    "nothing before it is named `&%s`".formatted(name),
                    "Write the value out, or name it before it is used.");
        }
        return node;
    }

    private YamlNode mapping(int line) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            entries.add(new YamlNode.Entry(key, keyLine, node()));
        }
        return new YamlNode.Mapping(line, entries);
    }

    private YamlNode sequence(int line) {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new YamlNode.Sequence(line, items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static InhouseException malformed(Object where, JacksonException e) {
        String place =
                e.getLocation() == null
                        ? where.toString()
                        : "%s, line %d".formatted(where, e.getLocation().getLineNr());
        String reason = e.getOriginalMessage();
        return InhouseException.badInput(
                "reading YAML",
                place,
                reason == null ? "malformed" : reason.lines().findFirst().orElse("malformed"),
                "Correct the file at that place.");
    }
}
