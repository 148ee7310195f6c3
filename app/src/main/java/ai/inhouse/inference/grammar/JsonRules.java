package ai.inhouse.inference.grammar;

import ai.inhouse.base.Json;
import ai.inhouse.inference.grammar.CharEdges.Writing;
import ai.inhouse.inference.grammar.Regular.Chars;
import ai.inhouse.inference.grammar.Regular.Repeat;
import ai.inhouse.inference.grammar.Regular.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/// The rules that all of JSON is made of. White space is what people and models write: none, one
/// space, or a line break and an indentation, so that a text always goes on.
final class JsonRules {
    private static final int DEEPEST_INDENTATION = 20;
    private static final String NUMBER =
            "-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?";

    private final Grammar grammar;
    private final CharEdges strings;
    private final CharEdges plain;
    private final Map<String, Integer> rules = new HashMap<>();

    JsonRules(Grammar grammar) {
        this.grammar = grammar;
        this.strings = new CharEdges(grammar, Writing.JSON);
        this.plain = new CharEdges(grammar, Writing.PLAIN);
    }

    /// Makes a rule when it is first asked for. It may ask for itself.
    private int rule(String name, IntUnaryOperator body) {
        Integer known = rules.get(name);
        if (known != null) {
            return known;
        }
        int start = grammar.node();
        rules.put(name, start);
        grammar.markLast(body.applyAsInt(start));
        return start;
    }

    /// A rule of its own for a text's form.
    int rule(IntUnaryOperator body) {
        int start = grammar.node();
        grammar.markLast(body.applyAsInt(start));
        return start;
    }

    int literal(int from, String json) {
        return grammar.bytes(from, json.getBytes(StandardCharsets.UTF_8));
    }

    private int space(int from) {
        return grammar.call(
                from,
                rule(
                        "space",
                        start -> {
                            Regular space = new Chars(CharSet.of(' '));
                            Regular line =
                                    new Sequence(
                                            List.of(
                                                    new Chars(CharSet.of('\n')),
                                                    new Repeat(space, 0, DEEPEST_INDENTATION)));
                            Regular any = new Regular.Either(List.of(Regular.EMPTY, space, line));
                            return plain.add(RegularCompiler.compile("JSON", any), start);
                        }));
    }

    int open(int from, String bracket) {
        return space(literal(from, bracket));
    }

    int close(int from, String bracket) {
        return literal(space(from), bracket);
    }

    int comma(int from) {
        return space(literal(from, ","));
    }

    private int colon(int from) {
        return space(literal(from, ":"));
    }

    /// A property's name, as written, and what stands before its value.
    int name(int from, String name) {
        return colon(literal(from, Json.write(name)));
    }

    /// A string whose characters an automaton reads.
    int string(int from, Dfa characters) {
        return literal(strings.add(characters, literal(from, "\"")), "\"");
    }

    int anyString() {
        return rule(
                "string",
                start -> string(start, RegularCompiler.compile("JSON", Regular.ANYTHING)));
    }

    int regular(int from, Dfa characters) {
        return plain.add(characters, from);
    }

    int anyNumber() {
        return rule(
                "number",
                start ->
                        plain.add(
                                RegularCompiler.compile("JSON", RegexParser.whole("JSON", NUMBER)),
                                start));
    }

    int keyword(String word) {
        return rule(word, start -> literal(start, word));
    }

    int anyValue() {
        return rule(
                "value",
                start -> {
                    int end = grammar.node();
                    for (int one :
                            new int[] {
                                anyObject(),
                                anyArray(),
                                anyString(),
                                anyNumber(),
                                keyword("true"),
                                keyword("false"),
                                keyword("null")
                            }) {
                        grammar.silent(grammar.call(start, one), end);
                    }
                    return end;
                });
    }

    int anyObject() {
        return rule("object", start -> map(start, this::anyString, this::anyValue));
    }

    int anyArray() {
        return rule("array", start -> list(start, this::anyValue, 0, Repeat.ENDLESS));
    }

    /// An object of any number of properties.
    int map(int from, Supplier<Integer> names, Supplier<Integer> values) {
        int name = names.get();
        int value = values.get();
        int end = grammar.node();
        int opened = open(from, "{");
        int after = grammar.call(colon(grammar.call(opened, name)), value);
        int next = comma(after);
        grammar.silent(grammar.call(colon(grammar.call(next, name)), value), after);
        grammar.silent(literal(opened, "}"), end);
        grammar.silent(close(after, "}"), end);
        return end;
    }

    /// An array of equal items.
    int list(int from, Supplier<Integer> items, int least, int most) {
        int opened = open(from, "[");
        return items(opened, opened, items, least, most);
    }

    /// What follows `at` in an array that was opened at `opened`: up to `most` more items and its
    /// end.
    int items(int opened, int at, Supplier<Integer> items, int least, int most) {
        int end = grammar.node();
        int node = at;
        boolean first = opened == at;
        int count = Math.max(least, most);
        for (int i = 0; i < count || (most == Repeat.ENDLESS && i == 0); i++) {
            if (i >= least) {
                closeArray(node, node == opened, end);
            }
            node = grammar.call(first ? node : comma(node), items.get());
            first = false;
        }
        if (most == Repeat.ENDLESS) {
            grammar.silent(grammar.call(comma(node), items.get()), node);
        }
        closeArray(node, node == opened, end);
        return end;
    }

    private void closeArray(int from, boolean empty, int end) {
        grammar.silent(empty ? literal(from, "]") : close(from, "]"), end);
    }
}
