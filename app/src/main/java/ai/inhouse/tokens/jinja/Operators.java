package ai.inhouse.tokens.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What operators do, as in Python.
record Operators(Budget budget) {
    Object arithmetic(String operator, Object left, Object right) {
        if (operator.equals("~")) {
            return concatenate(PythonText.str(left, budget), PythonText.str(right, budget));
        }
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return numbers(operator, left, right);
        }
        if (operator.equals("+")) {
            if (left instanceof String a && right instanceof String b) {
                return concatenate(a, b);
            }
            if (left instanceof List<?> a && right instanceof List<?> b) {
                budget.step((long) a.size() + b.size());
                List<Object> joined = new ArrayList<>(a);
                joined.addAll(b);
                return joined;
            }
        }
        if (operator.equals("*") && left instanceof String text && Values.isInteger(right)) {
            long times = Math.clamp(Values.asLong(right), 0L, Integer.MAX_VALUE);
            budget.chars(text.length() * times);
            return text.repeat((int) times);
        }
        throw wrong(operator, left, right);
    }

    String concatenate(String left, String right) {
        budget.chars((long) left.length() + right.length());
        return left + right;
    }

    private Object numbers(String operator, Object left, Object right) {
        try {
            return Values.isInteger(left) && Values.isInteger(right)
                    ? integers(operator, Values.asLong(left), Values.asLong(right))
                    : doubles(operator, Values.asDouble(left), Values.asDouble(right));
        } catch (ArithmeticException e) {
            throw new JinjaError(
                    "%s %s %s: %s"
                            .formatted(
                                    PythonText.str(left, budget),
                                    operator,
                                    PythonText.str(right, budget),
                                    e.getMessage()));
        }
    }

    private static Object integers(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            case "**" -> b >= 0 ? (Object) power(a, b) : Math.pow((double) a, (double) b);
            default -> doubles(operator, (double) a, (double) b);
        };
    }

    private static long power(long base, long exponent) {
        if (exponent > 63) {
            throw new ArithmeticException("too large");
        }
        long result = 1;
        for (long i = 0; i < exponent; i++) {
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    private static double doubles(String operator, double a, double b) {
        if (b == 0 && (operator.startsWith("/") || operator.equals("%"))) {
            throw new ArithmeticException("/ by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }

    boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Values.isEqual(left, right, budget);
            case "!=" -> !Values.isEqual(left, right, budget);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "<" -> Values.compare(left, right, budget) < 0;
            case "<=" -> Values.compare(left, right, budget) <= 0;
            case ">" -> Values.compare(left, right, budget) > 0;
            default -> Values.compare(left, right, budget) >= 0;
        };
    }

    boolean contains(Object container, Object item) {
        return switch (container) {
            case String text -> {
                if (item instanceof String part) {
                    budget.step(text.length() / 16);
                    yield text.contains(part);
                }
                throw wrong("in", item, container);
            }
            case Map<?, ?> map -> {
                Values.requireKey(item);
                yield map.containsKey(item);
            }
            case List<?> list -> {
                budget.step(list.size());
                yield list.stream().anyMatch(each -> Values.isEqual(each, item, budget));
            }
            case Undefined undefined -> false;
            default -> throw wrong("in", item, container);
        };
    }

    private static JinjaError wrong(String operator, Object left, Object right) {
        return new JinjaError(
                "%s %s %s makes no sense"
                        .formatted(Values.typeName(left), operator, Values.typeName(right)));
    }
}
