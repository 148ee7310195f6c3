package ai.inhouse.inference.grammar;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Constraint;

/// A form that texts can be held to, compiled for one vocabulary.
public final class TextFormat {
    private final Automaton automaton;

    TextFormat(Automaton automaton) {
        this.automaton = automaton;
    }

    /// The constraint of one text, at its beginning.
    public Constraint begin() {
        return new GrammarConstraint(automaton);
    }

    /// Whether a text is complete in this form.
    ///
    /// @throws InhouseException if the form is too ambiguous to tell
    public boolean matches(byte[] text) {
        return automaton.next(automaton.start(), text).mayEnd();
    }
}
