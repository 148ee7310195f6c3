package ai.inhouse.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the machine can do at most, to hold the others against: how fast it moves bytes, and how
/// fast it computes in registers. The limit of matrix products is [MatmulBench#square].
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LimitsBench {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int ROUNDS = 4096;

    /// Two halves to copy or to sum: as much as a layer's kernels touch, and far more.
    @State(Scope.Thread)
    public static class Memory {
        @Param({"4", "256"})
        private int megabytes;

        private final Arena arena = Arena.ofShared();
        private MemorySegment source = MemorySegment.NULL;
        private MemorySegment target = MemorySegment.NULL;

        @Setup
        public void allocate() {
            source = arena.allocate(megabytes * (1L << 19), 64).fill((byte) 1);
            target = arena.allocate(source.byteSize(), 64).fill((byte) 1);
        }

        @TearDown
        public void free() {
            arena.close();
        }
    }

    @Benchmark
    public void copy(Memory memory, Work.Bytes bytes) {
        memory.target.copyFrom(memory.source);
        bytes.moved(2 * memory.source.byteSize());
    }

    @Benchmark
    public float read(Memory memory, Work.Bytes bytes) {
        float sum = sum(memory.source) + sum(memory.target);
        bytes.moved(2 * memory.source.byteSize());
        return sum;
    }

    /// In four sums, so that none waits for the one before.
    private static float sum(MemorySegment segment) {
        FloatVector zero = FloatVector.zero(LANES);
        FloatVector a = zero, b = zero, c = zero, d = zero;
        long step = LANES.vectorByteSize();
        for (long at = 0; at < segment.byteSize(); at += 4 * step) {
            a = a.add(vector(segment, at));
            b = b.add(vector(segment, at + step));
            c = c.add(vector(segment, at + 2 * step));
            d = d.add(vector(segment, at + 3 * step));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector vector(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(LANES, segment, at, ByteOrder.nativeOrder());
    }

    /// Eight sums that do not wait for one another, in fp32.
    @Benchmark
    public float multiplyAdd(Work.Operations operations) {
        FloatVector x = FloatVector.broadcast(LANES, 0.5f);
        FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
        for (int i = 0; i < ROUNDS; i++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
        }
        operations.done(2.0 * 8 * LANES.length() * ROUNDS);
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).reduceLanes(VectorOperators.ADD);
    }
}
