package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.grammar.TextFormat;
import ai.inhouse.inference.grammar.TextFormats;
import ai.inhouse.tokens.Tokenizer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what form an answer must have, and compiles it for one model's tokens.
final class ResponseFormat {
    private final Tokenizer tokenizer;
    private @Nullable TextFormats formats;

    ResponseFormat(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// `response_format` of chat and text completions.
    Optional<TextFormat> read(Fields body) {
        return body.node("response_format")
                .flatMap(node -> format(Fields.of(node, body.param("response_format")), true));
    }

    /// `text.format` of responses, which has no object for the schema of its own.
    Optional<TextFormat> readFlat(Fields text) {
        text.allowOnly(Set.of("format"));
        return text.node("format")
                .flatMap(node -> format(Fields.of(node, text.param("format")), false));
    }

    private Optional<TextFormat> format(Fields format, boolean nested) {
        return switch (format.requiredText("type")) {
            case "text" -> {
                format.allowOnly(Set.of("type"));
                yield Optional.empty();
            }
            case "json_object" -> {
                format.allowOnly(Set.of("type"));
                yield Optional.of(formats().jsonObject());
            }
            case "json_schema" -> Optional.of(schema(format, nested));
            case "regex" -> {
                format.allowOnly(Set.of("type", "pattern"));
                String pattern = format.requiredText("pattern");
                String param = format.param("pattern");
                yield Optional.of(compiled(param, () -> formats().regex(param, pattern)));
            }
            default -> {
                format.check(
                        false, "type", "must be one of text, json_object, json_schema and regex");
                yield Optional.empty();
            }
        };
    }

    private TextFormat schema(Fields format, boolean nested) {
        Fields inside = format;
        if (nested) {
            format.allowOnly(Set.of("type", "json_schema"));
            inside = Fields.of(format.required("json_schema"), format.param("json_schema"));
            inside.allowOnly(Set.of("name", "description", "schema", "strict"));
        } else {
            format.allowOnly(Set.of("type", "name", "description", "schema", "strict"));
        }
        inside.requiredText("name");
        inside.flag("strict");
        var schema = inside.required("schema");
        String param = inside.param("schema");
        return compiled(param, () -> formats().jsonSchema(param, schema));
    }

    /// The call of a tool, as JSON that a schema describes.
    TextFormat call(String param, JsonNode schema) {
        return compiled(param, () -> formats().jsonSchema(param, schema));
    }

    private static TextFormat compiled(String param, Supplier<TextFormat> compiler) {
        try {
            return compiler.get();
        } catch (InhouseException e) {
            throw ApiException.invalid(param, e.getMessage() + " " + e.next());
        }
    }

    /// Made when first needed: it takes a while for a large vocabulary.
    private synchronized TextFormats formats() {
        TextFormats made = formats;
        if (made == null) {
            byte[][] bytes = new byte[tokenizer.vocabularySize()][];
            for (int id = 0; id < bytes.length; id++) {
                bytes[id] = tokenizer.bytes(id);
            }
            tokenizer.specials().values().forEach(id -> bytes[id] = new byte[0]);
            made = new TextFormats(bytes);
            formats = made;
        }
        return made;
    }
}
