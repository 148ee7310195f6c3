package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/// Native memory for keys and values, in pages of [Lanes#PAGE] positions of all layers and heads,
/// so that a sequence takes only what it has come to need. Pages that are given back serve again.
///
/// In a page, for each layer and each key-value head: keys `[headSize][PAGE]`, so that one vector
/// holds an element of many positions' keys, then values `[PAGE][headStride]`.
final class KeyValuePages {
    private static final int ALIGNMENT = 64;

    private final Arena arena;
    private final CacheElements elements;
    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private final int headSize;
    private final int headStride;
    private final int keyValueHeads;
    private final long pageBytes;

    KeyValuePages(ModelConfig config, CacheElements elements, Arena arena) {
        this.arena = arena;
        this.elements = elements;
        this.headSize = config.headSize();
        this.headStride = Lanes.roundUp(headSize);
        this.keyValueHeads = config.keyValueHeads();
        this.pageBytes = (long) config.layers() * keyValueHeads * headBytes();
    }

    private long headBytes() {
        return (long) Lanes.PAGE * (headSize + headStride) * elements.bytes();
    }

    CacheElements elements() {
        return elements;
    }

    /// Numbers from one position's values to the next's.
    int headStride() {
        return headStride;
    }

    /// Where the keys of a layer's head begin in a page, in bytes.
    long keysAt(int layer, int head) {
        return ((long) layer * keyValueHeads + head) * headBytes();
    }

    /// Where the values of a layer's head begin in a page, in bytes.
    long valuesAt(int layer, int head) {
        return keysAt(layer, head) + (long) Lanes.PAGE * headSize * elements.bytes();
    }

    /// @throws InhouseException if there is no more memory
    MemorySegment take() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        try {
            return arena.allocate(pageBytes, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw InhouseException.internal(
                    "generating",
                    "the key-value cache",
                    e,
                    "Generate fewer or shorter texts at once, or give the machine more memory.");
        }
    }

    void giveBack(MemorySegment page) {
        free.push(page);
    }
}
