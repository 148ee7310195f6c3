package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Memory that is taken in large pieces, for which the kernel is asked to use large pages (on
/// Linux, `madvise(2)`; 2 MiB each on x86). Decoding streams through all weights for each token:
/// with pages of 4 KiB the processor looks up an address every 64 lines, and its prefetching starts
/// anew; measured with two threads, large pages read a tenth to a sixth more a second.
///
/// Elsewhere, or where the kernel refuses, it is an ordinary shared arena.
final class LargePageArena implements Arena {
    private static final long LARGE_PAGE = 2L << 20;

    /// What is taken at once: pages that are never written cost no memory.
    private static final long PIECE = 64L << 20;

    private final Arena arena = Arena.ofShared();
    private final Optional<Kernel> kernel;
    private MemorySegment piece = MemorySegment.NULL;
    private long used;

    private LargePageArena(Optional<Kernel> kernel) {
        this.kernel = kernel;
    }

    /// A new one, shared between threads.
    static Arena ofShared() {
        return new LargePageArena(Kernel.find());
    }

    @Override
    public synchronized MemorySegment allocate(long bytes, long alignment) {
        if (kernel.isEmpty() || alignment > LARGE_PAGE) {
            return arena.allocate(bytes, alignment);
        }
        long at = Math.ceilDiv(used, alignment) * alignment;
        if (at + bytes > piece.byteSize()) {
            Optional<MemorySegment> fresh = kernel.get().map(Math.max(bytes, PIECE), arena);
            if (fresh.isEmpty()) {
                return arena.allocate(bytes, alignment);
            }
            piece = fresh.get();
            at = 0;
        }
        used = at + bytes;
        return piece.asSlice(at, bytes, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
    }

    /// The system calls.
    private record Kernel(MethodHandle mmap, MethodHandle madvise, MethodHandle munmap) {
        private static final int READ_AND_WRITE = 3;
        private static final int PRIVATE_AND_ANONYMOUS = 0x22;
        private static final int NO_FILE = -1;
        private static final int HUGE_PAGE = 14;

        /// The constants are Linux's.
        static Optional<Kernel> find() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return Optional.empty();
            }
            SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
            var address = ValueLayout.ADDRESS;
            var size = ValueLayout.JAVA_LONG;
            var number = ValueLayout.JAVA_INT;
            return Optional.of(
                    new Kernel(
                            handle(
                                    symbols,
                                    "mmap",
                                    FunctionDescriptor.of(
                                            address, address, size, number, number, number, size)),
                            handle(
                                    symbols,
                                    "madvise",
                                    FunctionDescriptor.of(number, address, size, number)),
                            handle(
                                    symbols,
                                    "munmap",
                                    FunctionDescriptor.of(number, address, size))));
        }

        private static MethodHandle handle(
                SymbolLookup symbols, String name, FunctionDescriptor type) {
            return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
        }

        /// Zeroed memory that begins with a large page and is given back when the arena is closed;
        /// nothing where the kernel has none.
        Optional<MemorySegment> map(long bytes, Arena arena) {
            long mapped = Math.ceilDiv(bytes, LARGE_PAGE) * LARGE_PAGE + LARGE_PAGE;
            try {
                MemorySegment start =
                        (MemorySegment)
                                mmap.invokeExact(
                                        MemorySegment.NULL,
                                        mapped,
                                        READ_AND_WRITE,
                                        PRIVATE_AND_ANONYMOUS,
                                        NO_FILE,
                                        0L);
                if (start.address() == -1) {
                    return Optional.empty();
                }
                MemorySegment all = start.reinterpret(mapped, arena, this::unmap);
                long skipped = Math.floorMod(-start.address(), LARGE_PAGE);
                MemorySegment aligned = all.asSlice(skipped, mapped - LARGE_PAGE);
                // Refused, it is memory in small pages.
                var _ = (int) madvise.invokeExact(aligned, aligned.byteSize(), HUGE_PAGE);
                return Optional.of(aligned);
            } catch (Throwable e) {
                throw new IllegalStateException("mapping memory for weights", e);
            }
        }

        private void unmap(MemorySegment memory) {
            try {
                var _ = (int) munmap.invokeExact(memory, memory.byteSize());
            } catch (Throwable e) {
                throw new IllegalStateException("giving back memory of weights", e);
            }
        }
    }
}
