package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.grammar.Regular.Chars;
import ai.inhouse.inference.grammar.Regular.Either;
import ai.inhouse.inference.grammar.Regular.Repeat;
import ai.inhouse.inference.grammar.Regular.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the regular part of ECMA-262's expressions, which JSON Schema's `pattern` is written in:
/// no references back, no looking around. There is no backtracking either, so no expression is
/// catastrophic. Lazy quantifiers are as good as greedy ones where whole texts are matched.
final class RegexParser {
    private static final int MOST_REPEATS = 5_000;
    private static final int DEEPEST = 100;
    private static final CharSet DIGITS = CharSet.range('0', '9');
    private static final CharSet WORD =
            DIGITS.union(CharSet.range('a', 'z'))
                    .union(CharSet.range('A', 'Z'))
                    .union(CharSet.of('_'));
    private static final CharSet SPACE = CharSet.of(" \t\n\u000b\f\r");

    /// What is white space to any of the dialects, so that its complement is none to all.
    private static final CharSet WIDE_SPACE =
            SPACE.union(CharSet.of("\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"))
                    .union(CharSet.range(0x1c, 0x1f))
                    .union(CharSet.range(0x2000, 0x200a));

    private static final CharSet DOT = CharSet.of("\n\r\u0085\u2028\u2029").negate();

    private final String where;
    private final int[] text;
    private int at;
    private int depth;

    private RegexParser(String where, String expression) {
        this.where = where;
        this.text = expression.codePoints().toArray();
    }

    /// All texts in which the expression is found somewhere, as `pattern` means it.
    static Regular search(String where, String expression) {
        List<Regular> choices = new ArrayList<>();
        RegexParser parser = new RegexParser(where, expression);
        do {
            boolean fromStart = parser.take('^');
            Regular body = parser.sequence();
            boolean toEnd = parser.take('$');
            List<Regular> parts = new ArrayList<>();
            if (!fromStart) {
                parts.add(Regular.ANYTHING);
            }
            parts.add(body);
            if (!toEnd) {
                parts.add(Regular.ANYTHING);
            }
            choices.add(new Sequence(parts));
        } while (parser.take('|'));
        parser.expectEnd();
        return new Either(choices);
    }

    /// All texts that the expression matches as a whole.
    static Regular whole(String where, String expression) {
        RegexParser parser = new RegexParser(where, expression);
        List<Regular> choices = new ArrayList<>();
        do {
            parser.take('^');
            choices.add(parser.sequence());
            parser.take('$');
        } while (parser.take('|'));
        parser.expectEnd();
        return new Either(choices);
    }

    private void expectEnd() {
        if (at < text.length) {
            throw wrong("'%s' is not expected there".formatted(Character.toString(text[at])));
        }
    }

    private Regular either() {
        List<Regular> choices = new ArrayList<>();
        do {
            choices.add(sequence());
        } while (take('|'));
        return choices.size() == 1 ? choices.getFirst() : new Either(choices);
    }

    private Regular sequence() {
        List<Regular> parts = new ArrayList<>();
        while (at < text.length && text[at] != '|' && text[at] != ')' && !endAnchor()) {
            parts.add(repeated(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    private boolean endAnchor() {
        return text[at] == '$' && depth == 0 && (at + 1 == text.length || text[at + 1] == '|');
    }

    private Regular atom() {
        int c = text[at++];
        return switch (c) {
            case '(' -> group();
            case '[' -> new Chars(set());
            case '.' -> new Chars(DOT);
            case '\\' -> new Chars(escape(false));
            case '^', '$' -> throw wrong("'^' and '$' are understood at the ends only");
            case '*', '+', '?', '{' -> throw wrong("there is nothing to repeat");
            default -> new Chars(CharSet.of(c));
        };
    }

    private Regular group() {
        if (take('?')) {
            if (take('<')) {
                if (at < text.length && (text[at] == '=' || text[at] == '!')) {
                    throw wrong("it looks around, which no automaton does");
                }
                while (at < text.length && text[at] != '>') {
                    at++;
                }
                expect('>');
            } else {
                expect(':');
            }
        }
        if (++depth > DEEPEST) {
            throw wrong("its groups are nested too deep");
        }
        Regular inside = either();
        depth--;
        expect(')');
        return inside;
    }

    private Regular repeated(Regular part) {
        Optional<Regular> repeat = quantified(part);
        if (repeat.isEmpty()) {
            return part;
        }
        take('?');
        if (quantified(part).isPresent()) {
            throw wrong("there is nothing to repeat");
        }
        return repeat.get();
    }

    private Optional<Regular> quantified(Regular part) {
        if (take('*')) {
            return Optional.of(new Repeat(part, 0, Repeat.ENDLESS));
        }
        if (take('+')) {
            return Optional.of(new Repeat(part, 1, Repeat.ENDLESS));
        }
        if (take('?')) {
            return Optional.of(new Repeat(part, 0, 1));
        }
        if (!take('{')) {
            return Optional.empty();
        }
        int least = number();
        int most = least;
        if (take(',')) {
            most = at < text.length && text[at] == '}' ? Repeat.ENDLESS : number();
        }
        expect('}');
        if (most != Repeat.ENDLESS && most < least) {
            throw wrong("a repetition's bounds are in the wrong order");
        }
        return Optional.of(new Repeat(part, least, most));
    }

    private int number() {
        int from = at;
        int value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + text[at++] - '0';
            if (value > MOST_REPEATS) {
                throw GrammarException.tooLarge(where);
            }
        }
        if (at == from) {
            throw wrong("a number is missing");
        }
        return value;
    }

    private CharSet set() {
        boolean negated = take('^');
        CharSet set = CharSet.NONE;
        while (at < text.length && text[at] != ']') {
            CharSet one = member();
            boolean range =
                    at + 1 < text.length && text[at] == '-' && text[at + 1] != ']' && single(one);
            if (range) {
                at++;
                CharSet last = member();
                if (!single(last) || first(last) < first(one)) {
                    throw wrong("a range's ends are in the wrong order");
                }
                one = CharSet.range(first(one), first(last));
            }
            set = set.union(one);
        }
        expect(']');
        return negated ? set.negate() : set;
    }

    private CharSet member() {
        int c = text[at++];
        return c == '\\' ? escape(true) : CharSet.of(c);
    }

    private static boolean single(CharSet set) {
        return set.ranges().size() == 1
                && set.ranges().getFirst().first() == set.ranges().getFirst().last();
    }

    private static int first(CharSet set) {
        return set.ranges().getFirst().first();
    }

    private CharSet escape(boolean inSet) {
        if (at == text.length) {
            throw wrong("it ends with a backslash");
        }
        int c = text[at++];
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.negate();
            case 'w' -> WORD;
            case 'W' -> WORD.negate();
            case 's' -> SPACE;
            case 'S' -> WIDE_SPACE.negate();
            case 't' -> CharSet.of('\t');
            case 'n' -> CharSet.of('\n');
            case 'r' -> CharSet.of('\r');
            case 'f' -> CharSet.of('\f');
            case 'v' -> CharSet.of(0x0b);
            case 'x' -> CharSet.of(hexadecimal(2));
            case 'u' -> CharSet.of(hexadecimal(4));
            case 'b' -> {
                if (!inSet) {
                    throw wrong("it looks for the border of a word");
                }
                yield CharSet.of('\b');
            }
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw wrong("'\\%s' is not understood".formatted(Character.toString(c)));
                }
                yield CharSet.of(c);
            }
        };
    }

    private int hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length ? Character.digit(text[at++], 16) : -1;
            if (digit < 0) {
                throw wrong("a hexadecimal digit is missing");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private boolean take(int expected) {
        boolean there = at < text.length && text[at] == expected;
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(int expected) {
        if (!take(expected)) {
            throw wrong("'%s' is missing".formatted(Character.toString(expected)));
        }
    }

    private InhouseException wrong(String why) {
        return GrammarException.at(
                "%s, character %d of its expression".formatted(where, at),
                why,
                "Write it with characters, sets, groups, '|' and repetitions.");
    }
}
