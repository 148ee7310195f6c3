package ai.inhouse.base;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The fields of one YAML mapping, read by name. What is missing, of the wrong shape or unknown
/// goes to the [Problems] with its line, and reading goes on with an empty value.
public final class YamlFields {
    private static final int NEAR = 2;

    private final YamlNode.Mapping mapping;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    private YamlFields(YamlNode.Mapping mapping, Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /// @param node a mapping; anything else is a problem and has no fields
    public static YamlFields of(YamlNode node, Problems problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return new YamlFields(mapping, problems);
        }
        problems.add(node.line(), "expected `key: value` lines");
        return new YamlFields(new YamlNode.Mapping(node.line(), List.of()), problems);
    }

    public int line() {
        return mapping.line();
    }

    /// A text that must be there.
    public String text(String key) {
        Optional<String> value = optionalText(key);
        if (value.isEmpty()) {
            problems.add(line(), "`%s` is missing".formatted(key));
        }
        return value.orElse("");
    }

    /// Absent where the key is absent or its value is blank.
    public Optional<String> optionalText(String key) {
        return find(key)
                .flatMap(entry -> scalar(entry.value(), key))
                .filter(text -> !text.isBlank());
    }

    /// A list of texts, or one text as a list of one; empty where the key is absent.
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (YamlNode item : items(key)) {
            scalar(item, key).ifPresent(texts::add);
        }
        return List.copyOf(texts);
    }

    public int integer(String key, int otherwise) {
        Optional<String> text = optionalText(key);
        try {
            return text.map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            problems.add(
                    lineOf(key),
                    "`%s` must be a whole number, not `%s`".formatted(key, text.orElse("")));
            return otherwise;
        }
    }

    /// A list of mappings; empty where the key is absent.
    public List<YamlFields> objects(String key) {
        return items(key).stream().map(item -> of(item, problems)).toList();
    }

    /// The line of a key, or of the whole mapping where the key is absent.
    public int lineOf(String key) {
        return find(key).map(YamlNode.Entry::line).orElse(line());
    }

    /// Call it after everything was read: keys that nobody asked for are problems.
    public void end() {
        for (YamlNode.Entry entry : mapping.entries()) {
            if (!asked.contains(entry.key())) {
                problems.add(entry.line(), unknown("key", entry.key(), asked));
            }
        }
    }

    /// As in "unknown key `tittle`: did you mean `title`?".
    ///
    /// @param what the kind of name, as in "key"
    public static String unknown(String what, String name, Set<String> known) {
        Optional<String> nearest =
                known.stream()
                        .filter(other -> distance(name, other) <= NEAR)
                        .min(Comparator.comparingInt(other -> distance(name, other)));
        return nearest.map(
                        near -> "unknown %s `%s`: did you mean `%s`?".formatted(what, name, near))
                .orElseGet(
                        () ->
                                "unknown %s `%s`: known here are %s"
                                        .formatted(what, name, String.join(", ", known)));
    }

    private Optional<YamlNode.Entry> find(String key) {
        asked.add(key);
        return mapping.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    private List<YamlNode> items(String key) {
        Optional<YamlNode> value = find(key).map(YamlNode.Entry::value);
        return value.map(node -> node instanceof YamlNode.Sequence s ? s.items() : List.of(node))
                .orElse(List.of());
    }

    private Optional<String> scalar(YamlNode node, String key) {
        if (node instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar.text());
        }
        problems.add(node.line(), "`%s` must be text".formatted(key));
        return Optional.empty();
    }

    /// Levenshtein's distance, by rows.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
