package ai.inhouse.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The block between two lines `---` with which pages of site generators begin.
///
/// @param present whether there is one
/// @param metadata its keys and values; nested keys are joined by a dot, lists by a comma
/// @param body what follows it
record FrontMatter(boolean present, Map<String, String> metadata, String body) {
    /// `---js` and the like hold code, which tells nothing.
    private static final Pattern BLOCK =
            Pattern.compile(
                    "\\A---(\\w*)[ \\t]*\\R(.*?)^---[ \\t]*(?:\\R|\\z)",
                    Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern LINE = Pattern.compile("(?m)^([\\w-]+):[ \\t]+(\\S.*)$");
    private static final YAMLMapper YAML = new YAMLMapper();

    static FrontMatter split(String text) {
        Matcher block = BLOCK.matcher(text);
        if (!block.lookingAt()) {
            return new FrontMatter(false, Map.of(), text);
        }
        String language = block.group(1);
        boolean yaml = language.isEmpty() || language.equals("yaml");
        Map<String, String> metadata = yaml ? parse(block.group(2)) : Map.of();
        return new FrontMatter(true, metadata, text.substring(block.end()));
    }

    private static Map<String, String> parse(String yaml) {
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            flatten("", YAML.readTree(yaml), metadata);
        } catch (JacksonException e) {
            // Not quite YAML, as in `title: One: two`: what plain lines say is worth keeping.
            Matcher line = LINE.matcher(yaml);
            while (line.find()) {
                metadata.put(line.group(1), line.group(2).strip());
            }
        }
        return metadata;
    }

    private static void flatten(String key, JsonNode node, Map<String, String> metadata) {
        if (node.isObject()) {
            String prefix = key.isEmpty() ? "" : key + ".";
            node.properties()
                    .forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), metadata));
        } else if (node.isArray()) {
            StringBuilder list = new StringBuilder();
            for (JsonNode item : node) {
                String text = item.isValueNode() ? item.asString() : item.toString();
                list.append(list.isEmpty() ? "" : ", ").append(text);
            }
            metadata.put(key, list.toString());
        } else if (!key.isEmpty() && !node.isNull()) {
            metadata.put(key, node.asString());
        }
    }
}
