package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys and values of one sequence's positions so far: pages that it shares with other
/// sequences, then its own.
final class KeyValueCache {
    private final KeyValuePages pool;
    private final Optional<String> group;
    private final Optional<AdapterWeights> adapter;
    private final List<MemorySegment> pages = new ArrayList<>();
    private final List<PrefixTree.Node> shared = new ArrayList<>();

    /// @param group the sequences that it may share with, if any
    /// @param adapter with which the sequence is computed: none but its like share with it
    KeyValueCache(KeyValuePages pool, Optional<String> group, Optional<AdapterWeights> adapter) {
        this.pool = pool;
        this.group = group.map(name -> adapter.map(a -> name + "\0adapter " + a.id()).orElse(name));
        this.adapter = adapter;
    }

    KeyValuePages pool() {
        return pool;
    }

    /// With what the sequence is computed beside the model.
    Optional<AdapterWeights> adapter() {
        return adapter;
    }

    /// Makes room for the positions below `positions`.
    ///
    /// @throws InhouseException if all pages are in use
    void reserve(int positions) {
        if (!tryReserve(positions)) {
            throw InhouseException.internal(
                    "generating",
                    "the key-value cache",
                    new IllegalStateException("all %d pages are in use".formatted(pool.limit())),
                    "Generate fewer or shorter texts at once, or set more memory aside.");
        }
    }

    /// As [#reserve], where there may be too little left.
    boolean tryReserve(int positions) {
        while (pages.size() * Lanes.PAGE < positions) {
            Optional<MemorySegment> page = pool.take();
            if (page.isEmpty()) {
                return false;
            }
            pages.add(page.get());
        }
        return true;
    }

    /// Takes over pages that other sequences have computed, where its own end at a page's border.
    ///
    /// @param ids the sequence's tokens, of which the first `computed` are in the cache
    /// @param end at least one token must be left to compute: none beyond `end` is taken over
    /// @return how many tokens are in the cache now
    int adopt(int[] ids, int computed, int end) {
        if (group.isEmpty() || computed != shared.size() * Lanes.PAGE) {
            return computed;
        }
        int have = computed;
        while (have + Lanes.PAGE <= end) {
            Optional<PrefixTree.Node> next = pool.shared().use(deepest(), ids, have);
            if (next.isEmpty()) {
                return have;
            }
            if (pages.size() > shared.size()) {
                // Room that was reserved and not written yet.
                pool.giveBack(pages.remove(shared.size()));
            }
            pages.add(shared.size(), next.get().page());
            shared.add(next.get());
            have += Lanes.PAGE;
        }
        return have;
    }

    /// Copies the positions below `positions` that it has not got yet from a cache which has them.
    ///
    /// @param computed how many it has, all in pages that are shared
    /// @return false where there is too little room
    boolean fork(KeyValueCache other, int computed, int positions) {
        if (!tryReserve(positions)) {
            return false;
        }
        int end = Math.ceilDiv(positions, Lanes.PAGE);
        for (int page = computed / Lanes.PAGE; page < end; page++) {
            pages.get(page).copyFrom(other.pages.get(page));
        }
        return true;
    }

    /// Lets others share the pages that are full. A page that another sequence has computed in the
    /// meantime replaces the own one.
    void share(int[] ids, int computed) {
        if (group.isEmpty()) {
            return;
        }
        while ((shared.size() + 1) * Lanes.PAGE <= computed) {
            int index = shared.size();
            int from = index * Lanes.PAGE;
            Optional<PrefixTree.Node> same = pool.shared().use(deepest(), ids, from);
            if (same.isPresent()) {
                pool.giveBack(pages.get(index));
                pages.set(index, same.get().page());
                shared.add(same.get());
            } else {
                shared.add(pool.shared().add(deepest(), ids, from, pages.get(index)));
            }
        }
    }

    private PrefixTree.Node deepest() {
        return shared.isEmpty() ? pool.shared().root(group.orElseThrow()) : shared.getLast();
    }

    /// Gives all room back. Shared pages stay for others.
    void clear() {
        for (int i = shared.size() - 1; i >= 0; i--) {
            pool.shared().release(shared.get(i));
        }
        pages.subList(shared.size(), pages.size()).forEach(pool::giveBack);
        shared.clear();
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
