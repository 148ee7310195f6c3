package ai.inhouse.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as the whole program writes and reads it: snake_case names, records as objects, and unknown
/// keys as errors.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();
    private static final JsonMapper PRETTY =
            MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// One line.
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Indented, for files that people open.
    public static String pretty(Object value) {
        return PRETTY.writeValueAsString(value);
    }

    /// @throws InhouseException with the place in the text where it stops being JSON
    public static JsonNode tree(String text, Object where) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw unreadable(where, e);
        }
    }

    /// @throws InhouseException if the file is missing or is not JSON
    public static JsonNode tree(Path file) {
        return tree(text(file), file);
    }

    /// @throws InhouseException if the file is missing or does not have the type's shape
    public static <T> T read(Path file, Class<T> type) {
        try {
            return MAPPER.readValue(text(file), type);
        } catch (JacksonException e) {
            throw unreadable(file, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading JSON", file, e, "Check that the file exists and is readable text.");
        }
    }

    private static InhouseException unreadable(Object where, JacksonException e) {
        var at = e.getLocation();
        String place =
                at == null
                        ? where.toString()
                        : "%s, line %d, column %d"
                                .formatted(where, at.getLineNr(), at.getColumnNr());
        return InhouseException.badInput(
                "reading JSON",
                place,
                e.getOriginalMessage() == null ? "malformed" : e.getOriginalMessage(),
                "Correct the file at that place.");
    }
}
