package ai.inhouse.engine;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.function.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.gloo.Device;

/// Processes that add up numbers over all of them, by libtorch's c10d with Gloo over TCP. All
/// members call the same operations in the same order, each from one thread at a time.
///
/// A sum has the same bits in every member. Memory stays the caller's.
public final class ProcessGroup implements AutoCloseable {
    private static final long CHUNK_BYTES = 64L << 20;
    private static final int LONGEST_MESSAGE = 1 << 30;

    private final GlooMeeting meeting;
    private final Store store;
    private final ProcessGroupGloo gloo;
    private volatile boolean silent;

    /// One of several processes.
    ///
    /// @param rank counts from 0
    public record Member(int rank, int size) {
        public Member {
            if (rank < 0 || rank >= size) {
                throw new IllegalArgumentException("rank %d of %d".formatted(rank, size));
            }
        }

        public boolean isFirst() {
            return rank == 0;
        }

        @Override
        public String toString() {
            return "rank %d of %d".formatted(rank, size);
        }
    }

    private ProcessGroup(GlooMeeting meeting, Store store, ProcessGroupGloo gloo) {
        this.meeting = meeting;
        this.store = store;
        this.gloo = gloo;
    }

    /// Whether this build of libtorch has what it takes.
    public static boolean isAvailable() {
        NativeRuntime.load();
        try {
            Loader.load(Device.class);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /// Waits for all the others.
    ///
    /// @param limit how long one may be silent before an operation fails; one whose process ends is
    ///   noticed at once
    /// @param patience how long to wait until they have come
    /// @throws InhouseException if they do not all come
    public static ProcessGroup join(
            Rendezvous place, Member member, Duration limit, Duration patience) {
        NativeRuntime.load();
        GlooMeeting meeting = new GlooMeeting(place, member, limit);
        try {
            Store store = meeting.store(patience);
            return new ProcessGroup(meeting, store, meeting.group(store, patience));
        } catch (RuntimeException e) {
            throw InhouseException.internal(
                    "meeting the other processes",
                    "%s at %s".formatted(member, place),
                    new IOException(reason(e), e),
                    "See that all of them were started, with the same address and port, and that"
                            + " no firewall lies between their machines.");
        }
    }

    public Member member() {
        return meeting.member();
    }

    /// Puts the sum over all members in the floats' place.
    public void sum(MemorySegment floats) {
        inChunks(
                floats,
                chunk -> {
                    long n = chunk.byteSize() / Float.BYTES;
                    run(ScalarType.Float, chunk, n, gloo::allreduce);
                });
    }

    /// Every member's number, by rank.
    public double[] gather(double own) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(ValueLayout.JAVA_DOUBLE, member().size());
            all.setAtIndex(ValueLayout.JAVA_DOUBLE, member().rank(), own);
            run(ScalarType.Double, all, member().size(), gloo::allreduce);
            return all.toArray(ValueLayout.JAVA_DOUBLE);
        }
    }

    /// Puts the first member's bytes in the place of everybody's.
    public void broadcast(MemorySegment bytes) {
        inChunks(bytes, chunk -> run(ScalarType.Byte, chunk, chunk.byteSize(), gloo::broadcast));
    }

    /// The first member sends a message, of up to 1 GiB.
    public void send(byte[] message) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
            length.set(ValueLayout.JAVA_LONG, 0, message.length);
            broadcast(length);
            broadcast(arena.allocateFrom(ValueLayout.JAVA_BYTE, message));
        }
    }

    /// The message that the first member sends next.
    public byte[] receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
            broadcast(length);
            long bytes = length.get(ValueLayout.JAVA_LONG, 0);
            if (bytes < 0 || bytes > LONGEST_MESSAGE) {
                throw new IllegalStateException("a message of %d bytes".formatted(bytes));
            }
            MemorySegment message = arena.allocate(bytes);
            broadcast(message);
            return message.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private interface Part {
        void run(MemorySegment chunk);
    }

    private static void inChunks(MemorySegment memory, Part part) {
        for (long at = 0; at < memory.byteSize(); at += CHUNK_BYTES) {
            part.run(memory.asSlice(at, Math.min(CHUNK_BYTES, memory.byteSize() - at)));
        }
    }

    private void run(
            ScalarType type,
            MemorySegment memory,
            long elements,
            Function<TensorVector, Work> operation) {
        try (var tensor = Tensor.wrap(type, memory.address(), elements);
                TensorVector tensors = new TensorVector(tensor);
                Work work = operation.apply(tensors)) {
            work._wait();
        } catch (RuntimeException e) {
            throw InhouseException.internal(
                    "computing with the other processes",
                    member(),
                    new IOException(lost(e), e),
                    "Run the same command again with the machines that remain: it goes on from the"
                            + " last checkpoint.");
        }
    }

    /// Whether an operation failed as another member was silent for too long.
    public boolean wasSilent() {
        return silent;
    }

    private String lost(RuntimeException e) {
        String reason = reason(e);
        silent |= reason.contains("imed out") || reason.contains("timeout");
        return silent
                ? "another process was silent for %d s (%s)"
                        .formatted(meeting.limit().toSeconds(), reason)
                : "another process has ended or cannot be reached (%s)".formatted(reason);
    }

    /// libtorch's own first sentence, without its source file.
    private static String reason(RuntimeException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.replaceFirst("^\\[[^]]*\\] ", "").split("\\. ", 2)[0].strip();
    }

    @Override
    public void close() {
        gloo.close();
        store.close();
    }
}
