package ai.inhouse.inference;

import java.util.BitSet;

/// What a text must be, token by token. Holds the state of one sequence.
public interface Constraint {
    /// The tokens that may come next, those that end a text left out. The set may be shared: it is
    /// only read.
    BitSet allowed();

    /// Whether the text may end here.
    boolean mayEnd();

    /// @param id one that was allowed
    void accept(int id);
}
