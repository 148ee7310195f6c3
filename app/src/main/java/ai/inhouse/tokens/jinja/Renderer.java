package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Map;

/// Does what a template's statements say.
record Renderer(Budget budget, Evaluator evaluator) {
    Renderer(Budget budget) {
        this(budget, new Evaluator(budget));
    }

    /// How a list of statements ended.
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    String render(List<Statement> template, Scope scope) {
        StringBuilder out = new StringBuilder();
        all(template, scope, out);
        return out.toString();
    }

    private Flow all(List<Statement> statements, Scope scope, StringBuilder out) {
        for (Statement statement : statements) {
            Flow flow;
            try {
                budget.enter();
                flow = one(statement, scope, out);
                budget.leave();
            } catch (JinjaError e) {
                throw e.at(statement.line());
            }
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow one(Statement statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Statement.Text text -> append(text.text(), out);
            case Statement.Output output ->
                    append(PythonText.str(evaluator.value(output.value(), scope), budget), out);
            case Statement.If branch -> {
                boolean then = evaluator.isTrue(branch.condition(), scope);
                return all(then ? branch.then() : branch.otherwise(), scope, out);
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Set set -> bind(set.names(), evaluator.value(set.value(), scope), scope);
            case Statement.SetAttribute set -> {
                if (!(scope.get(set.namespace()) instanceof Namespace namespace)) {
                    throw new JinjaError("'%s' is no namespace".formatted(set.namespace()));
                }
                namespace.set(set.attribute(), evaluator.value(set.value(), scope));
            }
            case Statement.SetBlock set -> scope.set(set.name(), render(set.body(), scope.inner()));
            case Statement.Macro macro -> scope.set(macro.name(), callable(macro, scope));
            case Statement.Break end -> {
                return Flow.BREAK;
            }
            case Statement.Continue end -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private void append(String text, StringBuilder out) {
        budget.chars((long) out.length() + text.length());
        out.append(text);
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        List<?> items = Values.items(evaluator.value(loop.items(), scope), budget);
        if (loop.condition().isPresent()) {
            items =
                    items.stream()
                            .filter(
                                    item -> {
                                        Scope turn = scope.inner();
                                        bind(loop.names(), item, turn);
                                        return evaluator.isTrue(loop.condition().get(), turn);
                                    })
                            .toList();
        }
        if (items.isEmpty()) {
            all(loop.otherwise(), scope.inner(), out);
        }
        for (int i = 0; i < items.size(); i++) {
            Scope turn = scope.inner();
            bind(loop.names(), items.get(i), turn);
            turn.set("loop", new Loop(items, i));
            if (all(loop.body(), turn, out) == Flow.BREAK) {
                return;
            }
        }
    }

    private void bind(List<String> names, Object value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        List<?> parts = Values.items(value, budget);
        if (parts.size() != names.size()) {
            throw new JinjaError(
                    "%d values cannot be given to %d names".formatted(parts.size(), names.size()));
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    /// A macro sees the variables of where it was written, as they are when it is called.
    private Callable callable(Statement.Macro macro, Scope scope) {
        return arguments -> {
            List<Statement.Parameter> parameters = macro.parameters();
            requireKnown(macro, arguments);
            Scope inner = scope.inner();
            for (int i = 0; i < parameters.size(); i++) {
                Statement.Parameter parameter = parameters.get(i);
                Object value =
                        arguments
                                .find(i, parameter.name())
                                .or(
                                        () ->
                                                parameter
                                                        .defaultValue()
                                                        .map(d -> evaluator.value(d, inner)))
                                .orElseGet(() -> new Undefined("'" + parameter.name() + "'"));
                inner.set(parameter.name(), value);
            }
            return render(macro.body(), inner);
        };
    }

    private static void requireKnown(Statement.Macro macro, Arguments arguments) {
        if (arguments.positional().size() > macro.parameters().size()) {
            throw new JinjaError(macro.name() + " has fewer parameters");
        }
        for (Map.Entry<String, Object> named : arguments.named().entrySet()) {
            if (macro.parameters().stream().noneMatch(p -> p.name().equals(named.getKey()))) {
                throw new JinjaError(
                        "%s has no parameter %s".formatted(macro.name(), named.getKey()));
            }
        }
    }
}
