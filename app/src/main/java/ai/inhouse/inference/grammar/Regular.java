package ai.inhouse.inference.grammar;

import java.util.List;

/// A regular expression as a tree.
sealed interface Regular {
    Regular EMPTY = new Sequence(List.of());
    Regular ANYTHING = new Repeat(new Chars(CharSet.ALL), 0, Repeat.ENDLESS);

    /// One character of a set.
    record Chars(CharSet set) implements Regular {}

    /// One after the other.
    record Sequence(List<Regular> parts) implements Regular {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /// One of several.
    record Either(List<Regular> choices) implements Regular {
        public Either {
            choices = List.copyOf(choices);
        }
    }

    /// @param most [#ENDLESS] for no bound
    record Repeat(Regular part, int least, int most) implements Regular {
        static final int ENDLESS = -1;
    }

    static Regular text(String text) {
        return new Sequence(
                text.codePoints().<Regular>mapToObj(c -> new Chars(CharSet.of(c))).toList());
    }
}
