package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;

/// A schema or expression that cannot be enforced, and why.
final class GrammarException {
    private GrammarException() {}

    /// @param where the place in the schema or the expression
    static InhouseException at(String where, String why, String next) {
        return InhouseException.badInput("reading a schema", where, why, next);
    }

    static InhouseException tooLarge(String what) {
        return at(
                what,
                "its automaton would be too large",
                "Use smaller bounds and fewer repetitions of repetitions.");
    }
}
