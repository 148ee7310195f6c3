package ai.inhouse.tokens.jinja;

/// Bounds what one rendering may take, so that no template and no conversation can hold up or
/// exhaust the program.
final class Budget {
    private static final long MOST_STEPS = 20_000_000;
    private static final int MOST_CHARS = 32 << 20;
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
