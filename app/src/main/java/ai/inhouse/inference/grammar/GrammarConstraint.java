package ai.inhouse.inference.grammar;

import ai.inhouse.inference.Constraint;
import java.util.BitSet;

/// One text on its way through an automaton.
final class GrammarConstraint implements Constraint {
    private final Automaton automaton;
    private Automaton.State state;

    GrammarConstraint(Automaton automaton) {
        this.automaton = automaton;
        this.state = automaton.start();
    }

    @Override
    public BitSet allowed() {
        return automaton.allowed(state);
    }

    @Override
    public boolean mayEnd() {
        return state.mayEnd();
    }

    @Override
    public void accept(int id) {
        state = automaton.next(state, automaton.bytes(id));
    }
}
