package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The keys and values of one sequence's positions so far.
final class KeyValueCache {
    private final KeyValuePages pool;
    private final List<MemorySegment> pages = new ArrayList<>();

    KeyValueCache(KeyValuePages pool) {
        this.pool = pool;
    }

    KeyValuePages pool() {
        return pool;
    }

    /// Makes room for the positions below `positions`.
    void reserve(int positions) {
        while (pages.size() * Lanes.PAGE < positions) {
            pages.add(pool.take());
        }
    }

    /// Gives all room back.
    void clear() {
        pages.forEach(pool::giveBack);
        pages.clear();
    }

    MemorySegment page(int index) {
        return pages.get(index);
    }

    /// Puts a position's key and value of one head in their places.
    ///
    /// @param key where the key begins in `from`; as for `value`
    void store(int layer, int head, int position, float[] from, int key, int value, int headSize) {
        MemorySegment page = pages.get(position / Lanes.PAGE);
        int slot = position % Lanes.PAGE;
        CacheElements elements = pool.elements();
        int bytes = elements.bytes();
        long keyAt = pool.keysAt(layer, head) + (long) slot * bytes;
        long valueAt = pool.valuesAt(layer, head) + (long) slot * pool.headStride() * bytes;
        for (int i = 0; i < headSize; i++) {
            elements.set(page, keyAt + (long) i * Lanes.PAGE * bytes, from[key + i]);
            elements.set(page, valueAt + (long) i * bytes, from[value + i]);
        }
    }
}
