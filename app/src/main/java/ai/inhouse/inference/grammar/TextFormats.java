package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Compiles forms for one vocabulary, and remembers those used last. Thread-safe.
public final class TextFormats {
    private static final int REMEMBERED = 32;

    private final TokenTable tokens;
    private final Map<String, TextFormat> known =
            new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TextFormat> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /// @param tokens the bytes of each token of the vocabulary; empty for special ones
    public TextFormats(byte[][] tokens) {
        this.tokens = new TokenTable(tokens);
    }

    /// JSON that a schema accepts.
    ///
    /// @param where what the schema is called in errors
    /// @throws InhouseException if it asks for something that cannot be enforced, or for nothing
    ///   that there is
    public TextFormat jsonSchema(String where, JsonNode schema) {
        return remembered(
                "schema " + schema,
                () -> {
                    Grammar grammar = new Grammar(where);
                    return compile(where, grammar, SchemaCompiler.compile(where, schema, grammar));
                });
    }

    /// Any JSON object.
    public TextFormat jsonObject() {
        return remembered(
                "object",
                () -> {
                    Grammar grammar = new Grammar("JSON");
                    return compile("JSON", grammar, new JsonRules(grammar).anyObject());
                });
    }

    /// Texts that an expression matches as a whole.
    public TextFormat regex(String where, String expression) {
        return remembered(
                "regex " + expression,
                () -> {
                    Grammar grammar = new Grammar(where);
                    int rule = grammar.node();
                    Dfa dfa = RegularCompiler.compile(where, RegexParser.whole(where, expression));
                    grammar.markLast(
                            new CharEdges(grammar, CharEdges.Writing.PLAIN).add(dfa, rule));
                    return compile(where, grammar, rule);
                });
    }

    private TextFormat compile(String where, Grammar grammar, int rule) {
        if (!grammar.trim(rule)) {
            throw GrammarException.at(
                    where, "no finite text satisfies it", "Make sure that some text can.");
        }
        return new TextFormat(new Automaton(grammar, rule, tokens));
    }

    private synchronized TextFormat remembered(String key, Supplier<TextFormat> compiler) {
        TextFormat format = known.get(key);
        if (format == null) {
            format = compiler.get();
            known.put(key, format);
        }
        return format;
    }
}
