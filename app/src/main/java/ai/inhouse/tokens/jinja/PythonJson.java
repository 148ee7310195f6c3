package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// JSON exactly as Python's `json.dumps` writes it, for what models have seen in training.
///
/// @param indent put before each level, or empty for one line
/// @param itemSeparator between items, `", "` or `","`
/// @param keySeparator between key and value
/// @param ascii whether other characters are escaped
/// @param sorted whether keys are put in order
record PythonJson(
        String indent,
        boolean multiline,
        String itemSeparator,
        String keySeparator,
        boolean ascii,
        boolean sorted,
        Budget budget) {

    /// The filter `tojson` as transformers defines it: unlike Jinja's own, it escapes neither HTML
    /// nor other alphabets.
    static String filter(Object value, Arguments arguments, Budget budget) {
        Object indent = arguments.find(1, "indent").orElse(None.NONE);
        boolean multiline = indent != None.NONE;
        String item = multiline ? "," : ", ";
        String key = ": ";
        if (arguments.find(2, "separators").orElse(None.NONE) instanceof List<?> pair
                && pair.size() == 2) {
            item = String.valueOf(pair.get(0));
            key = String.valueOf(pair.get(1));
        }
        String step =
                switch (indent) {
                    case Long width -> " ".repeat(Math.clamp(width, 0, 16));
                    case String text -> text;
                    default -> "";
                };
        boolean ascii = arguments.flag(0, "ensure_ascii", false);
        boolean sorted = arguments.flag(3, "sort_keys", false);
        StringBuilder out = new StringBuilder();
        new PythonJson(step, multiline, item, key, ascii, sorted, budget).write(value, 0, out);
        return out.toString();
    }

    private void write(Object value, int depth, StringBuilder out) {
        budget.step();
        budget.chars(out.length());
        switch (value) {
            case String text -> quote(text, out);
            case Boolean flag -> out.append(flag ? "true" : "false");
            case None none -> out.append("null");
            case Long number -> out.append(number);
            case Double number -> out.append(number(number));
            case List<?> list -> list(list, depth, out);
            case Map<?, ?> map -> map(map, depth, out);
            default -> throw new JinjaError(Values.typeName(value) + " cannot become JSON");
        }
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return PythonText.number(value);
    }

    private void list(List<?> list, int depth, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Object item : list) {
            out.append(separator);
            newLine(depth + 1, out);
            write(item, depth + 1, out);
            separator = itemSeparator;
        }
        end(list.isEmpty(), depth, out);
        out.append(']');
    }

    private void map(Map<?, ?> map, int depth, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : sorted ? ordered(map).entrySet() : map.entrySet()) {
            out.append(separator);
            newLine(depth + 1, out);
            quote(key(entry.getKey()), out);
            out.append(keySeparator);
            write(entry.getValue(), depth + 1, out);
            separator = itemSeparator;
        }
        end(map.isEmpty(), depth, out);
        out.append('}');
    }

    private Map<Object, Object> ordered(Map<?, ?> map) {
        Map<Object, Object> ordered = new TreeMap<>((a, b) -> Values.compare(a, b, budget));
        ordered.putAll(map);
        return ordered;
    }

    private String key(Object key) {
        return switch (key) {
            case String text -> text;
            case Boolean flag -> flag ? "true" : "false";
            case None none -> "null";
            default -> PythonText.str(key, budget);
        };
    }

    private void newLine(int depth, StringBuilder out) {
        if (multiline) {
            out.append('\n').append(indent.repeat(depth));
        }
    }

    private void end(boolean empty, int depth, StringBuilder out) {
        if (!empty) {
            newLine(depth, out);
        }
    }

    private void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7E)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
