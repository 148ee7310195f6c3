package ai.inhouse.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Puts automata over code points into a grammar over bytes.
final class CharEdges {
    /// How characters are written.
    enum Writing {
        /// As UTF-8.
        PLAIN,
        /// As inside a JSON string: quotes, backslashes and control characters are escaped.
        JSON
    }

    private static final int CONTROLS = 0x20;

    /// The last code points of one, two, three and four bytes.
    private static final int[] LENGTH_ENDS = {0x7f, 0x7ff, 0xffff, Character.MAX_CODE_POINT};

    private final Grammar grammar;
    private final Writing writing;

    CharEdges(Grammar grammar, Writing writing) {
        this.grammar = grammar;
        this.writing = writing;
    }

    /// @return where the automaton's texts end that begin at `from`
    int add(Dfa dfa, int from) {
        int[] nodes = new int[dfa.edges().size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = grammar.node();
        }
        int end = grammar.node();
        grammar.silent(from, nodes[0]);
        for (int i = 0; i < nodes.length; i++) {
            // Edges with the same target share the middles of their characters.
            Map<Integer, CharSet> byTarget = new HashMap<>();
            for (Dfa.Edge edge : dfa.edges().get(i)) {
                CharSet range = CharSet.range(edge.range().first(), edge.range().last());
                byTarget.merge(edge.to(), range, CharSet::union);
            }
            for (Map.Entry<Integer, CharSet> entry : byTarget.entrySet()) {
                characters(nodes[i], entry.getValue(), nodes[entry.getKey()]);
            }
            if (dfa.accepting().get(i)) {
                grammar.silent(nodes[i], end);
            }
        }
        return end;
    }

    private void characters(int from, CharSet set, int to) {
        for (CharSet.Range range : set.ranges()) {
            if (writing == Writing.PLAIN) {
                utf8(from, range.first(), range.last(), to);
            } else {
                json(from, range.first(), range.last(), to);
            }
        }
    }

    private void json(int from, int first, int last, int to) {
        for (int c = first; c <= last && c < CONTROLS; c++) {
            escape(from, c, to);
        }
        int at = Math.max(first, CONTROLS);
        for (int c : new int[] {'"', '\\'}) {
            if (at <= c && c <= last) {
                utf8(from, at, c - 1, to);
                escape(from, c, to);
                at = c + 1;
            }
        }
        utf8(from, at, last, to);
    }

    private void escape(int from, int c, int to) {
        String text =
                switch (c) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    case '\b' -> "\\b";
                    case '\f' -> "\\f";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    case '\t' -> "\\t";
                    default -> "\\u%04x".formatted(c);
                };
        grammar.silent(grammar.bytes(from, text.getBytes(StandardCharsets.US_ASCII)), to);
    }

    private void utf8(int from, int first, int last, int to) {
        int at = first;
        for (int end : LENGTH_ENDS) {
            if (at <= last && at <= end) {
                int until = Math.min(last, end);
                sequences(from, bytes(at), bytes(until), 0, to);
                at = until + 1;
            }
        }
    }

    private static byte[] bytes(int codePoint) {
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    /// Edges for all sequences from `low` to `high`, equally long, from their byte `index` on.
    private void sequences(int from, byte[] low, byte[] high, int index, int to) {
        int a = low[index] & 0xff;
        int b = high[index] & 0xff;
        if (index == low.length - 1) {
            grammar.read(from, a, b, to);
            return;
        }
        if (a == b) {
            int next = grammar.node();
            grammar.read(from, a, a, next);
            sequences(next, low, high, index + 1, to);
            return;
        }
        int middle = a;
        if (!rest(low, index + 1, (byte) 0x80)) {
            int next = grammar.node();
            grammar.read(from, a, a, next);
            sequences(next, low, filled(low, (byte) 0xbf), index + 1, to);
            middle++;
        }
        int middleEnd = b;
        if (!rest(high, index + 1, (byte) 0xbf)) {
            int next = grammar.node();
            grammar.read(from, b, b, next);
            sequences(next, filled(high, (byte) 0x80), high, index + 1, to);
            middleEnd--;
        }
        if (middle <= middleEnd) {
            int next = grammar.node();
            grammar.read(from, middle, middleEnd, next);
            continuations(next, low.length - index - 1, to);
        }
    }

    private void continuations(int from, int count, int to) {
        int at = from;
        for (int i = 1; i < count; i++) {
            int next = grammar.node();
            grammar.read(at, 0x80, 0xbf, next);
            at = next;
        }
        grammar.read(at, 0x80, 0xbf, to);
    }

    private static boolean rest(byte[] bytes, int from, byte value) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != value) {
                return false;
            }
        }
        return true;
    }

    private static byte[] filled(byte[] bytes, byte value) {
        byte[] filled = bytes.clone();
        Arrays.fill(filled, 1, filled.length, value);
        return filled;
    }
}
