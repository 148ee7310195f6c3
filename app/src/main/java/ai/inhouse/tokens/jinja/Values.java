package ai.inhouse.tokens.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of templates: String, Long, Double, Boolean, List, Map, [None], [Undefined],
/// [Namespace], [Loop] and [Callable], with Python's notions of truth, equality and order.
final class Values {
    private Values() {}

    /// Takes a value of Java's over, whole.
    ///
    /// @throws IllegalArgumentException if it is of a type that templates do not have
    static Object of(@Nullable Object value) {
        return switch (value) {
            case null -> None.NONE;
            case String text -> text;
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Long number -> number;
            case BigInteger number ->
                    number.bitLength() < 64 ? (Object) number.longValue() : number.doubleValue();
            case Number number -> number.doubleValue();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((k, v) -> copy.put(of(k), of(v)));
                yield copy;
            }
            case Iterable<?> items -> {
                List<Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(of(item)));
                yield copy;
            }
            case None none -> none;
            default -> throw new IllegalArgumentException("no template value: " + value.getClass());
        };
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case None none -> false;
            case Undefined undefined -> false;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static boolean isEqual(Object a, Object b, Budget budget) {
        budget.touch(a);
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b) == 0;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!isEqual(left.get(i), right.get(i), budget)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.entrySet().stream()
                            .allMatch(
                                    e ->
                                            right.containsKey(e.getKey())
                                                    && isEqual(
                                                            e.getValue(),
                                                            get(right, e.getKey()),
                                                            budget));
        }
        return isSame(a, b);
    }

    /// Python's `is`: the same object, which for small values is the same value of the same type.
    @SuppressWarnings("ReferenceEquality") // it is what is asked
    static boolean isSame(Object a, Object b) {
        return a == b || (isScalar(a) && a.getClass() == b.getClass() && a.equals(b));
    }

    /// A map's value, or undefined.
    static Object get(Map<?, ?> map, Object key) {
        requireKey(key);
        Object value = map.get(key);
        return value == null ? new Undefined("the key '" + key + "'") : value;
    }

    static void requireKey(Object key) {
        if (!isScalar(key)) {
            throw new JinjaError(typeName(key) + " cannot be a key");
        }
    }

    private static boolean isScalar(Object value) {
        return value instanceof String
                || isNumber(value)
                || value instanceof None
                || value instanceof Undefined;
    }

    /// Numbers, texts and lists have an order among their kind; nothing else has.
    static int compare(Object a, Object b, Budget budget) {
        budget.touch(a);
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b);
        }
        if (a instanceof String left && b instanceof String right) {
            return compareText(left, right);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
                if (!isEqual(left.get(i), right.get(i), budget)) {
                    return compare(left.get(i), right.get(i), budget);
                }
            }
            return Integer.compare(left.size(), right.size());
        }
        throw new JinjaError("%s and %s have no order".formatted(typeName(a), typeName(b)));
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static double asDouble(Object number) {
        return switch (number) {
            case Boolean flag -> flag ? 1 : 0;
            case Long value -> value;
            case Double value -> value;
            default -> throw new JinjaError(typeName(number) + " is no number");
        };
    }

    static long asLong(Object number) {
        return switch (number) {
            case Boolean flag -> flag ? 1 : 0;
            case Long value -> value;
            default -> throw new JinjaError(typeName(number) + " is no whole number");
        };
    }

    /// What a loop goes through: a list's items, a map's keys, a text's characters.
    static List<?> items(Object value, Budget budget) {
        budget.step(value instanceof String text ? 8L * text.length() : 0);
        budget.touch(value);
        return switch (value) {
            case List<?> list -> list;
            case Map<?, ?> map -> List.copyOf(map.keySet());
            case String text -> text.codePoints().mapToObj(Character::toString).toList();
            case Undefined undefined -> List.of();
            default -> throw new JinjaError(typeName(value) + " cannot be gone through");
        };
    }

    static String typeName(Object value) {
        return switch (value) {
            case String text -> "text";
            case Long number -> "a whole number";
            case Double number -> "a number";
            case Boolean flag -> "a truth value";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a mapping";
            case None none -> "none";
            case Undefined undefined -> undefined.what() + ", which is undefined,";
            default -> "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static int compareNumbers(Object a, Object b) {
        return isInteger(a) && isInteger(b)
                ? Long.compare(asLong(a), asLong(b))
                : Double.compare(asDouble(a), asDouble(b));
    }

    /// By code point, as Python does; UTF-16 orders the planes beyond the first differently.
    private static int compareText(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    }
}
