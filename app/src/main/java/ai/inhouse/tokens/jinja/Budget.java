package ai.inhouse.tokens.jinja;

import java.util.List;
import java.util.Map;

/// Bounds what one rendering may take, so that no template and no conversation can hold up or
/// exhaust the program.
final class Budget {
    private static final long MOST_STEPS = 10_000_000;
    private static final int MOST_CHARS = 8 << 20;
    private static final int DEEPEST = 600;

    private long steps;
    private int depth;

    void step() {
        step(1);
    }

    /// @param count how many items are about to be gone through
    void step(long count) {
        steps += count;
        if (steps > MOST_STEPS) {
            throw new JinjaError("it takes more than %d steps".formatted(MOST_STEPS));
        }
    }

    /// Counts what going through a text, list or mapping once takes.
    void touch(Object value) {
        switch (value) {
            case String text -> step(1 + text.length() / 32);
            case List<?> list -> step(1 + list.size());
            case Map<?, ?> map -> step(1 + map.size());
            default -> step();
        }
    }

    void enter() {
        step();
        if (++depth > DEEPEST) {
            throw new JinjaError("it nests deeper than " + DEEPEST);
        }
    }

    void leave() {
        depth--;
    }

    /// @param chars how long a text is about to become
    void chars(long chars) {
        step(chars / 64);
        if (chars > MOST_CHARS) {
            throw new JinjaError("it makes a text of over %d characters".formatted(MOST_CHARS));
        }
    }
}
