package ai.inhouse.tokens.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Functions that every template can call.
final class Functions {
    private static final long LONGEST_RANGE = 100_000;

    private Functions() {}

    static Map<String, Object> all(Clock clock, Budget budget) {
        return Map.of(
                "range", (Callable) Functions::range,
                "dict",
                        (Callable)
                                arguments -> new LinkedHashMap<Object, Object>(arguments.named()),
                "namespace", (Callable) arguments -> namespace(arguments, budget),
                "raise_exception", (Callable) arguments -> raise(arguments, budget),
                "strftime_now",
                        (Callable)
                                arguments ->
                                        Strftime.format(
                                                ZonedDateTime.now(clock),
                                                arguments.text(0, "format")));
    }

    private static Object range(Arguments arguments) {
        boolean one = arguments.positional().size() < 2;
        long from = one ? 0 : arguments.integer(0, "start");
        long to = arguments.integer(one ? 0 : 1, "stop");
        long step = arguments.integer(2, "step", 1);
        if (step == 0) {
            throw new JinjaError("range's step is 0");
        }
        if (Math.abs((double) to - from) / Math.abs((double) step) > LONGEST_RANGE) {
            throw new JinjaError("range gives more than " + LONGEST_RANGE + " numbers");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private static Object namespace(Arguments arguments, Budget budget) {
        Namespace namespace = new Namespace(arguments.named());
        for (Object each : arguments.positional()) {
            if (each instanceof Map<?, ?> map) {
                map.forEach((key, value) -> namespace.set(PythonText.str(key, budget), value));
            }
        }
        return namespace;
    }

    private static Object raise(Arguments arguments, Budget budget) {
        throw new JinjaError(PythonText.str(arguments.required(0, "message"), budget));
    }
}
