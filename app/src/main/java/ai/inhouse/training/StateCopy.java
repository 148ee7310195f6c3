package ai.inhouse.training;

import ai.inhouse.model.Learner.StateTensor;
import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// A learner's state as it was at one moment, in memory that is taken once and used for each save.
final class StateCopy implements AutoCloseable {
    /// Where a copy takes more than this share of the machine's memory, there is none.
    private static final double SHARE = 1.0 / 8;

    private static final long CHUNK_BYTES = 8L << 20;
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    /// Whether the machine has the memory for it.
    static boolean fits(List<StateTensor> state) {
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        return bytes(state) <= SHARE * total;
    }

    private static long bytes(List<StateTensor> state) {
        return state.stream().mapToLong(tensor -> aligned(tensor.memory().byteSize())).sum();
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private record Piece(MemorySegment from, MemorySegment to) {}

    /// Replaces the copy before. All cores copy: training stands still meanwhile.
    List<StateTensor> of(List<StateTensor> state) {
        long needed = bytes(state);
        if (memory.byteSize() < needed) {
            memory = arena.allocate(needed, ALIGNMENT);
        }
        List<StateTensor> copies = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        long at = 0;
        for (StateTensor tensor : state) {
            long bytes = tensor.memory().byteSize();
            MemorySegment copy = memory.asSlice(at, bytes);
            copies.add(new StateTensor(tensor.name(), tensor.shape(), copy));
            for (long from = 0; from < bytes; from += CHUNK_BYTES) {
                long part = Math.min(CHUNK_BYTES, bytes - from);
                pieces.add(
                        new Piece(tensor.memory().asSlice(from, part), copy.asSlice(from, part)));
            }
            at += aligned(bytes);
        }
        pieces.parallelStream().forEach(piece -> piece.to().copyFrom(piece.from()));
        return copies;
    }

    @Override
    public void close() {
        arena.close();
    }
}
