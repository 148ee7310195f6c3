package ai.inhouse.engine;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Native memory that is handed out front to back as tensors, and taken back all at once. It keeps
/// its memory when it is reset, so that the next shape of a batch reuses it: it grows to the
/// largest need and no further. For one thread at a time.
public final class NativeMemory implements AutoCloseable {
    private static final long SLAB_BYTES = 4L << 20;
    private static final long ALIGNMENT = 64;

    private Arena arena = Arena.ofShared();
    private final List<MemorySegment> slabs = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int slab;
    private long used;

    public NativeMemory() {
        NativeRuntime.load();
    }

    /// Zero when the memory is fresh; after a [#reset()] it may hold what was there before.
    public Tensor allocate(ElementType type, long... shape) {
        long bytes = type.bytes();
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        return new Tensor(this, type, take(bytes), shape);
    }

    /// A tensor over memory that somebody else owns and keeps alive.
    ///
    /// @param first index of the tensor's first element
    public Tensor view(MemorySegment memory, ElementType type, long first, long... shape) {
        Tensor view = new Tensor(this, type, memory.address() + first * type.bytes(), shape);
        if ((first + view.elements()) * type.bytes() > memory.byteSize()) {
            throw new IllegalArgumentException(
                    "%s at element %d exceeds its memory of %d bytes"
                            .formatted(view, first, memory.byteSize()));
        }
        return view;
    }

    /// The memory below a tensor of this owner.
    public static MemorySegment segment(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.address())
                .reinterpret(tensor.elements() * tensor.type().bytes());
    }

    private long take(long bytes) {
        long rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        while (slab < slabs.size() && used + rounded > slabs.get(slab).byteSize()) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            slabs.add(slab(Math.max(rounded, SLAB_BYTES)));
            used = 0;
        }
        long address = slabs.get(slab).address() + used;
        used += rounded;
        return address;
    }

    private MemorySegment slab(long bytes) {
        try {
            return arena.allocate(bytes, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw InhouseException.internal(
                    "reserving native memory",
                    Units.bytes(bytes),
                    e,
                    "Take a smaller batch, length or model, or a machine with more memory.");
        }
    }

    void register(Tensor tensor) {
        tensors.add(tensor);
    }

    /// Ends all tensors and keeps the memory for those that follow.
    public void reset() {
        tensors.forEach(Tensor::release);
        tensors.clear();
        slab = 0;
        used = 0;
        if (slabs.size() > 1) {
            join();
        }
    }

    /// One slab in place of several: larger tensors would fit into none of them, and need as much
    /// again.
    private void join() {
        long bytes = bytes();
        arena.close();
        slabs.clear();
        arena = Arena.ofShared();
        slabs.add(slab(bytes));
    }

    /// What it has taken from the system.
    long bytes() {
        return slabs.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    @Override
    public void close() {
        tensors.forEach(Tensor::release);
        tensors.clear();
        arena.close();
    }
}
