package ai.inhouse.tokens.jinja;

import ai.inhouse.tokens.jinja.Expression.CallArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the values of expressions.
record Evaluator(Budget budget, Operators operators) {
    Evaluator(Budget budget) {
        this(budget, new Operators(budget));
    }

    Object value(Expression expression, Scope scope) {
        budget.enter();
        Object value =
                switch (expression) {
                    case Expression.Literal literal -> literal.value();
                    case Expression.Name name -> scope.get(name.name());
                    case Expression.ListOf list -> values(list.items(), scope);
                    case Expression.DictOf dict -> dict(dict, scope);
                    case Expression.Attribute a -> attribute(value(a.target(), scope), a.name());
                    case Expression.Index i ->
                            index(value(i.target(), scope), value(i.index(), scope));
                    case Expression.Slice slice -> slice(slice, scope);
                    case Expression.Call call -> call(call, scope);
                    case Expression.Filter f ->
                            filter(
                                    f.name(),
                                    value(f.target(), scope),
                                    arguments(f.name(), f.arguments(), scope));
                    case Expression.Test t ->
                            test(
                                    t.name(),
                                    value(t.target(), scope),
                                    arguments(t.name(), t.arguments(), scope));
                    case Expression.Not not -> !isTrue(not.operand(), scope);
                    case Expression.Negative negative ->
                            operators.arithmetic("-", 0L, value(negative.operand(), scope));
                    case Expression.And and -> {
                        Object left = value(and.left(), scope);
                        yield Values.isTrue(left) ? value(and.right(), scope) : left;
                    }
                    case Expression.Or or -> {
                        Object left = value(or.left(), scope);
                        yield Values.isTrue(left) ? left : value(or.right(), scope);
                    }
                    case Expression.Arithmetic a ->
                            operators.arithmetic(
                                    a.operator(), value(a.left(), scope), value(a.right(), scope));
                    case Expression.Comparison comparison -> comparison(comparison, scope);
                    case Expression.Conditional c -> conditional(c, scope);
                };
        budget.leave();
        return value;
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Values.isTrue(value(expression, scope));
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private Object dict(Expression.DictOf dict, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        List<Object> keys = values(dict.keys(), scope);
        List<Object> values = values(dict.values(), scope);
        for (int i = 0; i < keys.size(); i++) {
            Values.requireKey(keys.get(i));
            map.put(keys.get(i), values.get(i));
        }
        return map;
    }

    /// `target.name`: a method, or else the value under that key.
    Object attribute(Object target, String name) {
        Optional<Callable> method = Methods.find(target, name, budget);
        if (method.isPresent()) {
            return method.get();
        }
        return switch (target) {
            case Map<?, ?> map -> Values.get(map, name);
            case Namespace namespace -> namespace.get(name);
            case Loop loop -> loop.get(name);
            case Undefined undefined -> throw undefined.error();
            default -> new Undefined("'%s' of %s".formatted(name, Values.typeName(target)));
        };
    }

    private Object index(Object target, Object index) {
        return switch (target) {
            case Map<?, ?> map -> Values.get(map, index);
            case List<?> list when index instanceof Long at -> at(list, at);
            case String text when index instanceof Long at -> at(Values.items(text, budget), at);
            default -> {
                if (index instanceof String name) {
                    yield attribute(target, name);
                }
                if (target instanceof Undefined undefined) {
                    throw undefined.error();
                }
                yield new Undefined("an item");
            }
        };
    }

    private static Object at(List<?> list, long index) {
        long at = index < 0 ? list.size() + index : index;
        return at < 0 || at >= list.size()
                ? new Undefined("the item " + index)
                : list.get((int) at);
    }

    private Object slice(Expression.Slice slice, Scope scope) {
        Object target = value(slice.target(), scope);
        List<?> items = Values.items(target, budget);
        int length = items.size();
        long step = bound(slice.step(), scope, 1);
        if (step == 0) {
            throw new JinjaError("a slice's step is 0");
        }
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? length : length - 1L;
        long from =
                clamp(
                        bound(slice.from(), scope, step > 0 ? low : high),
                        slice.from(),
                        length,
                        low,
                        high);
        long to =
                clamp(
                        bound(slice.to(), scope, step > 0 ? high : low),
                        slice.to(),
                        length,
                        low,
                        high);
        List<Object> taken = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            taken.add(items.get((int) i));
        }
        return target instanceof String ? Methods.join(taken, "", budget) : taken;
    }

    private long bound(Optional<Expression> bound, Scope scope, long otherwise) {
        if (bound.isEmpty()) {
            return otherwise;
        }
        Object value = value(bound.get(), scope);
        return value == None.NONE ? otherwise : Values.asLong(value);
    }

    /// A bound that was written counts from the end where it is negative, and stays in the list.
    private static long clamp(
            long bound, Optional<Expression> written, int length, long low, long high) {
        long counted = written.isPresent() && bound < 0 ? bound + length : bound;
        return Math.clamp(counted, low, high);
    }

    private Object call(Expression.Call call, Scope scope) {
        Object callee = value(call.callee(), scope);
        String what = name(call.callee());
        return switch (callee) {
            case Callable callable -> callable.call(arguments(what, call.arguments(), scope));
            case Undefined undefined -> throw undefined.error();
            default -> throw new JinjaError(what + " cannot be called");
        };
    }

    private static String name(Expression callee) {
        return switch (callee) {
            case Expression.Name name -> name.name();
            case Expression.Attribute attribute -> attribute.name();
            default -> "a value";
        };
    }

    private Arguments arguments(String what, CallArguments written, Scope scope) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (Expression.Named argument : written.named()) {
            named.put(argument.name(), value(argument.value(), scope));
        }
        return new Arguments(what, values(written.positional(), scope), named);
    }

    Object filter(String name, Object value, Arguments arguments) {
        budget.touch(value);
        return Filters.find(name)
                .orElseThrow(() -> new JinjaError("there is no filter '" + name + "'"))
                .apply(value, arguments, this);
    }

    boolean test(String name, Object value, Arguments arguments) {
        return ValueTests.find(name)
                .orElseThrow(() -> new JinjaError("there is no test '" + name + "'"))
                .test(value, arguments, operators);
    }

    private boolean comparison(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.operands().getFirst(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.operands().get(i + 1), scope);
            if (!operators.compare(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object conditional(Expression.Conditional conditional, Scope scope) {
        if (isTrue(conditional.condition(), scope)) {
            return value(conditional.then(), scope);
        }
        return conditional.otherwise().isPresent()
                ? value(conditional.otherwise().get(), scope)
                : new Undefined("a condition without else");
    }
}
