package ai.inhouse.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// A deterministic automaton over code points. State 0 is its start. From every state the end can
/// be reached, unless there is no text at all.
record Dfa(List<List<Edge>> edges, BitSet accepting) {
    private static final int MOST_STATES = 20_000;

    record Edge(CharSet.Range range, int to) {}

    boolean isEmpty() {
        return accepting.isEmpty();
    }

    /// Finds all states that a function leads to.
    ///
    /// @param next what leads where; for each state the ranges do not overlap
    static <S> Dfa explore(
            String where, S start, Function<S, Map<CharSet.Range, S>> next, Predicate<S> accepts) {
        Map<S, Integer> numbers = new HashMap<>();
        Deque<S> open = new ArrayDeque<>(List.of(start));
        numbers.put(start, 0);
        List<List<Edge>> edges = new ArrayList<>();
        BitSet accepting = new BitSet();
        while (!open.isEmpty()) {
            S state = open.removeFirst();
            accepting.set(edges.size(), accepts.test(state));
            List<Edge> leaving = new ArrayList<>();
            next.apply(state)
                    .forEach(
                            (range, to) -> {
                                Integer known = numbers.get(to);
                                int number = known == null ? numbers.size() : known;
                                if (known == null) {
                                    numbers.put(to, number);
                                    open.addLast(to);
                                }
                                leaving.add(new Edge(range, number));
                            });
            if (numbers.size() > MOST_STATES) {
                throw GrammarException.tooLarge(where);
            }
            edges.add(leaving);
        }
        return new Dfa(edges, accepting).trimmed();
    }

    /// The texts of both.
    Dfa intersect(String where, Dfa other) {
        record Pair(int a, int b) {}
        return explore(
                where,
                new Pair(0, 0),
                pair -> {
                    Map<CharSet.Range, Pair> next = new HashMap<>();
                    for (Edge a : edges.get(pair.a)) {
                        for (Edge b : other.edges.get(pair.b)) {
                            int first = Math.max(a.range.first(), b.range.first());
                            int last = Math.min(a.range.last(), b.range.last());
                            if (first <= last) {
                                next.put(new CharSet.Range(first, last), new Pair(a.to, b.to));
                            }
                        }
                    }
                    return next;
                },
                pair -> accepting.get(pair.a) && other.accepting.get(pair.b));
    }

    /// Without edges from which the end cannot be reached.
    private Dfa trimmed() {
        List<List<Integer>> sources = new ArrayList<>();
        edges.forEach(state -> sources.add(new ArrayList<>()));
        for (int from = 0; from < edges.size(); from++) {
            for (Edge edge : edges.get(from)) {
                sources.get(edge.to).add(from);
            }
        }
        BitSet live = (BitSet) accepting.clone();
        Deque<Integer> open = new ArrayDeque<>(accepting.stream().boxed().toList());
        while (!open.isEmpty()) {
            for (int source : sources.get(open.removeFirst())) {
                if (!live.get(source)) {
                    live.set(source);
                    open.addLast(source);
                }
            }
        }
        List<List<Edge>> kept =
                edges.stream()
                        .map(state -> state.stream().filter(edge -> live.get(edge.to)).toList())
                        .toList();
        return new Dfa(kept, accepting);
    }
}
