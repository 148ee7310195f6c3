package ai.inhouse.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.inference.Constraint;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TextFormatsTest {
    private static final long SEED = 20260801;
    private static final int SCHEMAS = 1_000;
    private static final int LONGEST = 20_000;
    private static final byte[][] TOKENS = tokens();
    private final TextFormats formats = new TextFormats(TOKENS);

    /// All bytes, and longer tokens as vocabularies have them, across every border.
    private static byte[][] tokens() {
        List<String> longer =
                List.of(
                        "{\"",
                        "\": ",
                        "\":",
                        "\", \"",
                        "\"}",
                        "}}",
                        "]]",
                        "[\"",
                        ", ",
                        "true",
                        "null",
                        "name",
                        "ab",
                        "abc",
                        "00",
                        "12",
                        "1.5",
                        "-1",
                        "\n  ",
                        "\\\"",
                        "\\u",
                        "größe",
                        "ä\"",
                        "foo.",
                        ".com\"}",
                        "2024-0",
                        "circle\"",
                        "kind",
                        "false]",
                        "\\n",
                        "e+");
        byte[][] tokens = new byte[257 + longer.size()][];
        for (int i = 0; i < 256; i++) {
            tokens[i] = new byte[] {(byte) i};
        }
        tokens[256] = new byte[0];
        for (int i = 0; i < longer.size(); i++) {
            tokens[257 + i] = longer.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return tokens;
    }

    /// Writes as a model would that knows nothing: any allowed token. Ends where it may, after a
    /// while, and closes what is open, so that texts come to an end.
    private static String write(Constraint constraint, Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < LONGEST) {
            BitSet allowed = constraint.allowed();
            if (constraint.mayEnd() && (allowed.isEmpty() || random.nextInt(4) == 0)) {
                return text.toString(StandardCharsets.UTF_8);
            }
            assertThat(allowed.isEmpty()).as("dead end after %s", text).isFalse();
            int id = choose(allowed, random);
            constraint.accept(id);
            text.writeBytes(TOKENS[id]);
        }
        throw new AssertionError(
                "no end after " + text.toString(StandardCharsets.UTF_8).substring(0, 200));
    }

    private static int choose(BitSet allowed, Random random) {
        if (random.nextInt(3) == 0) {
            for (int closing : new int[] {'"', '}', ']'}) {
                if (allowed.get(closing)) {
                    return closing;
                }
            }
        }
        int id = allowed.nextSetBit(random.nextInt(TOKENS.length));
        return id < 0 ? allowed.nextSetBit(0) : id;
    }

    @Test
    void writesOnlyWhatAThousandRandomSchemasAccept() {
        Random random = new Random(SEED);
        RandomSchemas schemas = new RandomSchemas(random);
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        int enforced = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            JsonNode schema = schemas.next();
            String what = "schema %d of seed %d: %s".formatted(i, SEED, schema);
            TextFormat format;
            try {
                format = formats.jsonSchema("schema", schema);
            } catch (InhouseException e) {
                assertThat(e).as(what).hasMessageContaining("no finite text");
                continue;
            }
            enforced++;
            String text = write(format.begin(), random);
            List<Error> errors =
                    registry.getSchema(schema.toString(), InputFormat.JSON)
                            .validate(text, InputFormat.JSON);
            assertThat(errors).as("%s%ntext: %s", what, text).isEmpty();
        }
        assertThat(enforced).as("seed %d", SEED).isGreaterThan(SCHEMAS * 9 / 10);
    }

    @Test
    void writesAnyJsonObject() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            String text = write(formats.jsonObject().begin(), random);
            assertThat(Json.tree(text, text).isObject()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-c]{2,4}(x|yz)*",
                "\\d{4}-\\d\\d",
                "(?:ä|😀)+[^\\n]?",
                "a.b",
                "[\\w-]+\\.[^.]{1,3}",
                "[ab]*(abb|c)"
            })
    void writesOnlyWhatAnExpressionMatches(String expression) {
        Random random = new Random(SEED);
        TextFormat format = formats.regex("pattern", expression);
        for (int i = 0; i < 50; i++) {
            String text = write(format.begin(), random);
            assertThat(text).matches(Pattern.compile(expression));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"type":"integer","minimum":-5,"maximum":120}        | -5 0 -0 7 99 120   | -6 121 007 1.5 -
                    {"type":"number","exclusiveMinimum":0,"maximum":0.5} | 0.5 0.25 0.000001  | 0 0.0 0.51 -0.1 1
                    {"type":"number","minimum":-1.25,"maximum":-0.5}     | -1.25 -1 -0.5 -0.75| -1.26 -0.4 0 1
                    {"type":"integer","multipleOf":7}                    | 0 7 -14 700        | 1 8 -15
                    {"type":"number","multipleOf":0.01}                  | 1 1.5 1.25         | 1.255
                    {"type":"string","minLength":2,"maxLength":3}        | "ab" "äöü" "\\n\\""  | "a" "abcd"
                    {"type":"array","items":{"const":1},"minItems":1,"maxItems":2} | [1] [1,1] | [] [1,1,1]
                    {"prefixItems":[{"const":1},{"const":2}],"items":false} | [] [1] [1,2]    | [2] [1,2,3]
                    {"properties":{"a":{"const":1},"b":{"const":2}},"required":["b"]} | {"b":2} {"a":1,"b":2} | {} {"a":1} {"b":3}
                    {"enum":["x",1,null]}                                | "x" 1 null         | "y" 2
                    """)
    void tellsWhatASchemaAcceptsFromWhatItDoesNot(String schema, String good, String bad) {
        TextFormat format = formats.jsonSchema("schema", Json.tree(schema, "schema"));
        for (String text : good.strip().split(" ", -1)) {
            assertThat(matches(format, text)).as(text).isTrue();
        }
        for (String text : bad.strip().split(" ", -1)) {
            assertThat(matches(format, text)).as(text).isFalse();
        }
    }

    private static boolean matches(TextFormat format, String text) {
        return format.matches(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"not":{"type":"string"}}                              | not
                    {"type":"array","uniqueItems":true}                    | uniqueItems
                    {"type":"string","patern":"x"}                         | patern
                    {"type":"text"}                                        | type
                    {"$ref":"#/$defs/missing"}                             | #/$defs/missing
                    {"$ref":"http://example.org/schema"}                   | $ref
                    {"allOf":[{"$ref":"#"}]}                               | no finite text
                    {"anyOf":[{"$ref":"#"},{"type":"null"}],"type":"object"} | nested
                    {"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"],"additionalProperties":false} | no finite text
                    {"oneOf":[{"type":"integer"},{"type":"number"}]}       | oneOf
                    {"type":"string","pattern":"[ab]*a[ab]{30}"}         | too large
                    {"type":"string","pattern":"((a{1000}){1000}){1000}"}  | too large
                    {"type":"string","pattern":"(?=x)"}                    | ':'
                    {"type":"string","pattern":"(a)\\\\1"}                 | not understood
                    {"type":"integer","minimum":1e300}                     | digits
                    {"type":"integer","minimum":5,"maximum":4}             | no finite text
                    {"type":"array","minItems":100000000,"items":{}}       | too large
                    """)
    @Timeout(20)
    void refusesWhatItCannotPromise(String schema, String why) {
        assertThatThrownBy(() -> formats.jsonSchema("schema", Json.tree(schema, "schema")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining(why.strip());
    }
}
