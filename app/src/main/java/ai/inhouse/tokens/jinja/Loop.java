package ai.inhouse.tokens.jinja;

import java.util.List;

/// The variable `loop` in one turn of a loop.
///
/// @param index from 0
record Loop(List<?> items, int index) {
    Object get(String name) {
        int length = items.size();
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) length - index;
            case "revindex0" -> length - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == length - 1;
            case "length" -> (long) length;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("loop.previtem");
            case "nextitem" ->
                    index < length - 1 ? items.get(index + 1) : new Undefined("loop.nextitem");
            case "cycle" ->
                    (Callable)
                            arguments -> {
                                int n = arguments.positional().size();
                                if (n == 0) {
                                    throw new JinjaError("loop.cycle needs values");
                                }
                                return arguments.positional().get(index % n);
                            };
            default -> new Undefined("loop." + name);
        };
    }
}
