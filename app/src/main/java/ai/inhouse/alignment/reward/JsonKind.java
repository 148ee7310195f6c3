package ai.inhouse.alignment.reward;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a value of a JSON object must be.
public enum JsonKind {
    STRING,
    NUMBER,
    INTEGER,
    BOOLEAN;

    /// By its name in JSON Schema, as in `string`.
    public static Optional<JsonKind> named(String name) {
        return Stream.of(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    boolean fits(JsonNode value) {
        return switch (this) {
            case STRING -> value.isString();
            case NUMBER -> value.isNumber();
            case INTEGER -> value.isIntegralNumber();
            case BOOLEAN -> value.isBoolean();
        };
    }
}
