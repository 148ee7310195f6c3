package ai.inhouse.inference;

/// The tokens that pass through the network together: of many sequences, one each where they
/// decode, many where a prompt is read. Reused from step to step.
final class Step {
    private final int[] ids;
    private final int[] positions;
    private final KeyValueCache[] caches;
    private final int[] wanted;
    private int tokens;
    private int logitRows;

    /// @param capacity most tokens
    Step(int capacity) {
        this.ids = new int[capacity];
        this.positions = new int[capacity];
        this.caches = new KeyValueCache[capacity];
        this.wanted = new int[capacity];
    }

    void clear() {
        tokens = 0;
        logitRows = 0;
    }

    /// Adds a token. A sequence's tokens must come in order.
    ///
    /// @param cache with room for the position
    /// @return its row of logits, or -1 where none are wanted
    int add(int id, KeyValueCache cache, int position, boolean wantsLogits) {
        ids[tokens] = id;
        caches[tokens] = cache;
        positions[tokens] = position;
        int row = -1;
        if (wantsLogits) {
            row = logitRows++;
            wanted[row] = tokens;
        }
        tokens++;
        return row;
    }

    int tokens() {
        return tokens;
    }

    /// Most tokens that it holds.
    int capacity() {
        return ids.length;
    }

    int room() {
        return ids.length - tokens;
    }

    int id(int token) {
        return ids[token];
    }

    int position(int token) {
        return positions[token];
    }

    KeyValueCache cache(int token) {
        return caches[token];
    }

    /// How many tokens want logits.
    int logitRows() {
        return logitRows;
    }

    /// The token whose logits a row holds.
    int wanted(int row) {
        return wanted[row];
    }
}
