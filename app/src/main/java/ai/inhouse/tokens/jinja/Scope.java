package ai.inhouse.tokens.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Variables, and where those of the surrounding text are found.
final class Scope {
    private final Map<String, Object> variables = new HashMap<>();
    private final Optional<Scope> parent;

    private Scope(Optional<Scope> parent) {
        this.parent = parent;
    }

    static Scope root(Map<String, Object> variables) {
        Scope scope = new Scope(Optional.empty());
        scope.variables.putAll(variables);
        return scope;
    }

    /// A scope whose variables vanish with it, as in each turn of a loop.
    Scope inner() {
        return new Scope(Optional.of(this));
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    Object get(String name) {
        for (Optional<Scope> scope = Optional.of(this);
                scope.isPresent();
                scope = scope.get().parent) {
            Object value = scope.get().variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Undefined("'" + name + "'");
    }
}
