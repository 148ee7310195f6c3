package ai.inhouse.serving;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Reads a JSON object's fields and refuses those of the wrong type, saying which.
///
/// @param path where the object is in the request: empty at the top, else as in `messages[0].`
record Fields(JsonNode object, String path) {
    static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            String param = path.isEmpty() ? "body" : path;
            throw ApiException.invalid(param, "'%s' must be an object.".formatted(param));
        }
        return new Fields(node, path.isEmpty() ? "" : path + ".");
    }

    /// Refuses fields that nothing reads: what a client asks for is never silently left out.
    void allowOnly(Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw ApiException.invalid(
                        param(name), "Unrecognized request argument: '%s'.".formatted(param(name)));
            }
        }
    }

    String param(String name) {
        return path + name;
    }

    /// The field, unless it is absent or null.
    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name) {
        return node(name).map(node -> text(node, param(name)));
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    JsonNode required(String name) {
        return node(name).orElseThrow(() -> missing(name));
    }

    private ApiException missing(String name) {
        return ApiException.invalid(param(name), "You must provide '%s'.".formatted(param(name)));
    }

    boolean flag(String name) {
        return node(name)
                .map(
                        node -> {
                            check(node.isBoolean(), name, "must be true or false");
                            return node.booleanValue();
                        })
                .orElse(false);
    }

    Optional<Double> number(String name, double least, double most) {
        return node(name)
                .map(
                        node -> {
                            check(node.isNumber(), name, "must be a number");
                            double value = node.doubleValue();
                            check(
                                    value >= least && value <= most,
                                    name,
                                    "must be from %s to %s".formatted(least, most));
                            return value;
                        });
    }

    Optional<Long> integer(String name, long least, long most) {
        return node(name)
                .map(
                        node -> {
                            check(
                                    node.isIntegralNumber() && node.canConvertToLong(),
                                    name,
                                    "must be an integer");
                            long value = node.longValue();
                            check(
                                    value >= least && value <= most,
                                    name,
                                    "must be from %d to %d".formatted(least, most));
                            return value;
                        });
    }

    /// One text, or a list of at most so many.
    List<String> texts(String name, int most) {
        return node(name).map(node -> texts(node, param(name), most)).orElse(List.of());
    }

    private static List<String> texts(JsonNode node, String param, int most) {
        if (!node.isArray()) {
            return List.of(text(node, param));
        }
        if (node.size() > most) {
            throw ApiException.invalid(
                    param, "'%s' may have at most %d entries.".formatted(param, most));
        }
        return IntStream.range(0, node.size())
                .mapToObj(i -> text(node.get(i), "%s[%d]".formatted(param, i)))
                .toList();
    }

    static String text(JsonNode node, String param) {
        if (!node.isString()) {
            throw ApiException.invalid(param, "'%s' must be a string.".formatted(param));
        }
        String text = node.stringValue();
        if (text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw ApiException.invalid(
                    param,
                    "'%s' contains half of a surrogate pair, which is no text.".formatted(param));
        }
        return text;
    }

    void check(boolean condition, String name, String requirement) {
        if (!condition) {
            throw ApiException.invalid(param(name), "'%s' %s.".formatted(param(name), requirement));
        }
    }
}
