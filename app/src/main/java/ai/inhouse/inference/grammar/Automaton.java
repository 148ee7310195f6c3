package ai.inhouse.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A grammar made deterministic as it is used: a state is the set of all stacks in which the
/// grammar can be after the same bytes. States and their tokens are remembered, so that most steps
/// of a text cost a look-up. Thread-safe: all sequences with the same schema use one.
final class Automaton {
    /// Beyond these all is forgotten, and found again where needed.
    private static final int MOST_STATES = 10_000;

    private static final int MOST_STACKS = 2_000;

    /// As deep as the server reads JSON itself.
    private static final int DEEPEST = 100;

    private final Grammar grammar;
    private final TokenTable tokens;
    private final Map<Frame, Frame> frames = new HashMap<>();
    private final Map<List<Frame>, State> states = new HashMap<>();
    private final State start;
    private int frameCount;

    /// A node, and those to return to. Equal stacks are the same object, so that comparing them is
    /// cheap.
    private static final class Frame {
        final int node;
        final @Nullable Frame below;
        final int depth;
        int number;

        Frame(int node, @Nullable Frame below) {
            this.node = node;
            this.below = below;
            this.depth = below == null ? 1 : below.depth + 1;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // what is below is unique already
        public boolean equals(Object other) {
            return other instanceof Frame frame && node == frame.node && below == frame.below;
        }

        @Override
        public int hashCode() {
            return 31 * node + System.identityHashCode(below);
        }
    }

    /// All stacks that are possible after some bytes.
    static final class State {
        private final List<Frame> stacks;
        private final boolean mayEnd;
        private final @Nullable State[] next = new State[256];
        private @Nullable BitSet allowed;

        private State(List<Frame> stacks, boolean mayEnd) {
            this.stacks = stacks;
            this.mayEnd = mayEnd;
        }

        boolean mayEnd() {
            return mayEnd;
        }

        boolean isDead() {
            return stacks.isEmpty() && !mayEnd;
        }
    }

    Automaton(Grammar grammar, int rule, TokenTable tokens) {
        this.grammar = grammar;
        this.tokens = tokens;
        this.start = state(List.of(frame(rule, null)));
    }

    State start() {
        return start;
    }

    synchronized State next(State state, int value) {
        State known = state.next[value];
        if (known == null) {
            List<Frame> after = new ArrayList<>();
            for (Frame stack : state.stacks) {
                for (Grammar.Edge edge : grammar.edges(stack.node)) {
                    if (edge instanceof Grammar.Edge.Read(int low, int high, int to)
                            && low <= value
                            && value <= high) {
                        after.add(frame(to, stack.below));
                    }
                }
            }
            known = state(after);
            state.next[value] = known;
        }
        return known;
    }

    State next(State state, byte[] bytes) {
        State at = state;
        for (byte b : bytes) {
            at = next(at, b & 0xff);
        }
        return at;
    }

    /// The tokens whose bytes lead on from a state.
    synchronized BitSet allowed(State state) {
        BitSet known = state.allowed;
        if (known == null) {
            known = tokens.leadingOn(this, state);
            state.allowed = known;
        }
        return known;
    }

    byte[] bytes(int token) {
        return tokens.bytes(token);
    }

    private Frame frame(int node, @Nullable Frame below) {
        Frame frame = new Frame(node, below);
        Frame known = frames.putIfAbsent(frame, frame);
        if (known != null) {
            return known;
        }
        frame.number = frameCount++;
        return frame;
    }

    /// The state of these stacks and all that they lead to without reading.
    private State state(List<Frame> stacks) {
        Set<Frame> reached = new LinkedHashSet<>(stacks);
        Deque<Frame> open = new ArrayDeque<>(reached);
        boolean mayEnd = false;
        while (!open.isEmpty()) {
            Frame stack = open.removeFirst();
            if (reached.size() > MOST_STACKS) {
                throw GrammarException.tooLarge("the schema");
            }
            for (Frame to : silently(stack)) {
                if (reached.add(to)) {
                    open.addLast(to);
                }
            }
            mayEnd |= grammar.isLast(stack.node) && stack.below == null;
        }
        List<Frame> readers =
                reached.stream()
                        .filter(stack -> reads(stack.node))
                        .sorted(Comparator.comparingInt(stack -> stack.number))
                        .toList();
        if (states.size() > MOST_STATES) {
            states.clear();
            frames.clear();
        }
        boolean ends = mayEnd;
        // Whether a text may end follows from where it came from, not from those that read alone.
        State known = states.get(readers);
        if (known != null && known.mayEnd == ends) {
            return known;
        }
        State made = new State(readers, ends);
        states.put(readers, made);
        return made;
    }

    private List<Frame> silently(Frame stack) {
        List<Frame> reached = new ArrayList<>();
        for (Grammar.Edge edge : grammar.edges(stack.node)) {
            switch (edge) {
                case Grammar.Edge.Read _ -> {}
                case Grammar.Edge.Silent(int to) -> reached.add(frame(to, stack.below));
                case Grammar.Edge.Call(int rule, int to) -> {
                    if (stack.depth < DEEPEST) {
                        reached.add(frame(rule, frame(to, stack.below)));
                    }
                }
            }
        }
        Optional.ofNullable(stack.below)
                .filter(below -> grammar.isLast(stack.node))
                .ifPresent(reached::add);
        return reached;
    }

    private boolean reads(int node) {
        return grammar.edges(node).stream().anyMatch(edge -> edge instanceof Grammar.Edge.Read);
    }
}
