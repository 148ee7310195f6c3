package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.model.ModelConfig;
import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Native memory for keys and values, in pages of [Lanes#PAGE] positions of all layers and heads,
/// so that a sequence takes only what it has come to need. Pages that are given back serve again;
/// those that sequences might share are kept until there are no others.
///
/// In a page, for each layer and each key-value head: keys `[headSize][PAGE]`, so that one vector
/// holds an element of many positions' keys, then values `[PAGE][headStride]`.
final class KeyValuePages {
    private static final int ALIGNMENT = 64;

    private final Arena arena;
    private final CacheElements elements;
    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private final PrefixTree shared = new PrefixTree();
    private final int headSize;
    private final int headStride;
    private final int keyValueHeads;
    private final long pageBytes;
    private final int limit;
    private int allocated;

    /// @param bytes most memory to take
    /// @throws InhouseException if that is too little for one sequence of the model's length
    KeyValuePages(ModelConfig config, CacheElements elements, Arena arena, long bytes) {
        this.arena = arena;
        this.elements = elements;
        this.headSize = config.headSize();
        this.headStride = Lanes.roundUp(headSize);
        this.keyValueHeads = config.keyValueHeads();
        this.pageBytes = (long) config.layers() * keyValueHeads * headBytes();
        this.limit = (int) Math.min(bytes / pageBytes, Integer.MAX_VALUE / Lanes.PAGE);
        int longest = Math.ceilDiv(config.maxLength(), Lanes.PAGE);
        if (limit < longest) {
            throw InhouseException.badInput(
                    "setting memory for keys and values aside",
                    Units.bytes(bytes),
                    "one text of the model's %d tokens takes %s"
                            .formatted(config.maxLength(), Units.bytes(longest * pageBytes)),
                    "Allow at least that much.");
        }
    }

    /// A quarter of the machine's memory, or more where the model's longest text needs it.
    static long usualBytes(ModelConfig config) {
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        long position =
                2L * config.layers() * config.keyValueHeads() * Lanes.roundUp(config.headSize());
        long longest = (long) (config.maxLength() + Lanes.PAGE) * position * Float.BYTES;
        return Math.max(machine / 4, longest);
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

    PrefixTree shared() {
        return shared;
    }

    /// Most pages there can be.
    int limit() {
        return limit;
    }

    /// Pages that can be had.
    int available() {
        return limit - allocated + free.size() + shared.unused();
    }

    /// @return a page, or empty if all are in use
    Optional<MemorySegment> take() {
        if (!free.isEmpty()) {
            return Optional.of(free.pop());
        }
        return allocated < limit ? Optional.of(allocate()) : shared.evict();
    }

    private MemorySegment allocate() {
        try {
            MemorySegment page = arena.allocate(pageBytes, ALIGNMENT);
            allocated++;
            return page;
        } catch (OutOfMemoryError e) {
            throw InhouseException.internal(
                    "generating",
                    "the key-value cache",
                    e,
                    "Generate fewer or shorter texts at once, or give the machine more memory.");
        }
    }

    /// Forgets what sequences might share, of which none may be in use.
    void forgetShared() {
        for (Optional<MemorySegment> page = shared.evict();
                page.isPresent();
                page = shared.evict()) {
            giveBack(page.get());
        }
    }

    void giveBack(MemorySegment page) {
        free.push(page);
    }
}
