package ai.inhouse.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Makes an expression a deterministic automaton: Thompson's construction, then that of subsets.
final class RegularCompiler {
    private static final int MOST_NODES = 100_000;

    private final String where;
    private final List<List<Step>> steps = new ArrayList<>();

    /// @param set empty for a step that reads nothing
    private record Step(CharSet set, boolean silent, int to) {}

    private RegularCompiler(String where) {
        this.where = where;
    }

    static Dfa compile(String where, Regular expression) {
        RegularCompiler compiler = new RegularCompiler(where);
        int start = compiler.node();
        int end = compiler.add(expression, start);
        return compiler.determinize(start, end);
    }

    private int node() {
        if (steps.size() > MOST_NODES) {
            throw GrammarException.tooLarge(where);
        }
        steps.add(new ArrayList<>());
        return steps.size() - 1;
    }

    private void silent(int from, int to) {
        steps.get(from).add(new Step(CharSet.NONE, true, to));
    }

    /// @return where the expression's texts end that begin at `from`
    private int add(Regular expression, int from) {
        return switch (expression) {
            case Regular.Chars(CharSet set) -> {
                int to = node();
                steps.get(from).add(new Step(set, false, to));
                yield to;
            }
            case Regular.Sequence(List<Regular> parts) -> {
                int at = from;
                for (Regular part : parts) {
                    at = add(part, at);
                }
                yield at;
            }
            case Regular.Either(List<Regular> choices) -> {
                int to = node();
                for (Regular choice : choices) {
                    silent(add(choice, from), to);
                }
                yield to;
            }
            case Regular.Repeat repeat -> repeat(repeat, from);
        };
    }

    private int repeat(Regular.Repeat repeat, int from) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            at = add(repeat.part(), at);
        }
        int end = node();
        if (repeat.most() == Regular.Repeat.ENDLESS) {
            int loop = node();
            silent(at, loop);
            silent(add(repeat.part(), loop), loop);
            silent(loop, end);
            return end;
        }
        silent(at, end);
        for (int i = repeat.least(); i < repeat.most(); i++) {
            at = add(repeat.part(), at);
            silent(at, end);
        }
        return end;
    }

    private Dfa determinize(int start, int end) {
        BitSet first = new BitSet();
        first.set(start);
        return Dfa.explore(where, closed(first), this::next, nodes -> nodes.get(end));
    }

    /// With all nodes that are reached without reading.
    private BitSet closed(BitSet nodes) {
        Deque<Integer> open = new ArrayDeque<>(nodes.stream().boxed().toList());
        while (!open.isEmpty()) {
            for (Step step : steps.get(open.removeFirst())) {
                if (step.silent && !nodes.get(step.to)) {
                    nodes.set(step.to);
                    open.addLast(step.to);
                }
            }
        }
        return nodes;
    }

    private Map<CharSet.Range, BitSet> next(BitSet nodes) {
        TreeSet<Integer> borders = new TreeSet<>();
        List<Step> leaving = new ArrayList<>();
        nodes.stream()
                .forEach(
                        node -> {
                            for (Step step : steps.get(node)) {
                                for (CharSet.Range range : step.set.ranges()) {
                                    borders.add(range.first());
                                    borders.add(range.last() + 1);
                                }
                                if (!step.silent) {
                                    leaving.add(step);
                                }
                            }
                        });
        Map<CharSet.Range, BitSet> next = new HashMap<>();
        for (int first : borders) {
            Integer after = borders.higher(first);
            if (after != null) {
                BitSet targets = new BitSet();
                for (Step step : leaving) {
                    if (contains(step.set, first)) {
                        targets.set(step.to);
                    }
                }
                if (!targets.isEmpty()) {
                    next.put(new CharSet.Range(first, after - 1), closed(targets));
                }
            }
        }
        return next;
    }

    private static boolean contains(CharSet set, int character) {
        for (CharSet.Range range : set.ranges()) {
            if (range.first() <= character && character <= range.last()) {
                return true;
            }
        }
        return false;
    }
}
