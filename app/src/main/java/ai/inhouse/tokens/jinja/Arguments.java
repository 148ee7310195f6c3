package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values that a call was given.
///
/// @param what the function's name, for errors
record Arguments(String what, List<Object> positional, Map<String, Object> named) {
    Optional<Object> find(int index, String name) {
        return index < positional.size()
                ? Optional.of(positional.get(index))
                : Optional.ofNullable(named.get(name));
    }

    Object required(int index, String name) {
        return find(index, name)
                .orElseThrow(() -> new JinjaError("%s needs %s".formatted(what, name)));
    }

    String text(int index, String name) {
        return asText(required(index, name), name);
    }

    String text(int index, String name, String otherwise) {
        return optionalText(index, name).orElse(otherwise);
    }

    Optional<String> optionalText(int index, String name) {
        return find(index, name).map(value -> asText(value, name));
    }

    long integer(int index, String name) {
        return asInteger(required(index, name), name);
    }

    long integer(int index, String name, long otherwise) {
        return find(index, name)
                .filter(value -> value != None.NONE)
                .map(value -> asInteger(value, name))
                .orElse(otherwise);
    }

    boolean flag(int index, String name, boolean otherwise) {
        return find(index, name).map(Values::isTrue).orElse(otherwise);
    }

    private String asText(Object value, String name) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "text", value);
    }

    private long asInteger(Object value, String name) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            default -> throw wrong(name, "a whole number", value);
        };
    }

    private JinjaError wrong(String name, String wanted, Object value) {
        return new JinjaError(
                "%s needs %s as %s, not %s".formatted(what, wanted, name, Values.typeName(value)));
    }
}
