package ai.inhouse.model;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The values of a `config.json`, and what is wrong with them: a value that cannot be is noted, and
/// one that does no harm returned.
final class ConfigValues {
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    ConfigValues(JsonNode json) {
        this.json = json;
    }

    JsonNode at(String key) {
        return json.path(key);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /// @param max largest that is possible
    int size(String key, int max) {
        return checked(at(key), key, max);
    }

    int sizeOr(String key, int fallback, int max) {
        JsonNode node = at(key);
        return node.isMissingNode() || node.isNull() ? fallback : checked(node, key, max);
    }

    int checked(JsonNode node, String key, int max) {
        if (node.isMissingNode()) {
            problem(key + " is missing");
            return 1;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.asInt() < 1
                || node.asInt() > max) {
            problem("%s is %s, not a number from 1 to %d".formatted(key, node, max));
            return 1;
        }
        return node.asInt();
    }

    /// @param fallback where the key is missing; 0 if it must be there
    double positive(JsonNode node, String key, double fallback) {
        if ((node.isMissingNode() || node.isNull()) && fallback > 0) {
            return fallback;
        }
        double value = node.asDouble(0);
        if (!node.isNumber() || !(value > 0) || Double.isInfinite(value)) {
            problem("%s is %s, not a positive number".formatted(key, node));
            return 1;
        }
        return value;
    }
}
