package ai.inhouse.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// How fast this machine's threads read memory one byte after the other: the limit of decoding,
/// which must read all weights for each step.
final class ReadBandwidth {
    /// More than caches hold.
    private static final long BYTES = 1L << 29;

    private static final int VECTOR_BYTES = Lanes.COUNT * Float.BYTES;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int ROUNDS = 5;

    private ReadBandwidth() {}

    /// The best of a few rounds, in bytes per second.
    static double measure(Team team) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(BYTES, 64);
            float[] sums = new float[team.size()];
            int chunks = (int) (BYTES / CHUNK_BYTES);
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                team.run(
                        member -> {
                            int to = team.from(member + 1, chunks);
                            for (int chunk = team.from(member, chunks); chunk < to; chunk++) {
                                sums[member] += sum(memory, (long) chunk * CHUNK_BYTES);
                            }
                        });
                best = Math.max(best, BYTES * 1e9 / (System.nanoTime() - start));
            }
            return best;
        }
    }

    private static float sum(MemorySegment memory, long from) {
        FloatVector s0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = 0; i < CHUNK_BYTES; i += 4 * VECTOR_BYTES) {
            long at = from + i;
            s0 = s0.add(FloatVector.fromMemorySegment(Lanes.FLOAT, memory, at, Lanes.ORDER));
            s1 =
                    s1.add(
                            FloatVector.fromMemorySegment(
                                    Lanes.FLOAT, memory, at + VECTOR_BYTES, Lanes.ORDER));
            s2 =
                    s2.add(
                            FloatVector.fromMemorySegment(
                                    Lanes.FLOAT, memory, at + 2L * VECTOR_BYTES, Lanes.ORDER));
            s3 =
                    s3.add(
                            FloatVector.fromMemorySegment(
                                    Lanes.FLOAT, memory, at + 3L * VECTOR_BYTES, Lanes.ORDER));
        }
        return s0.add(s1).add(s2.add(s3)).lane(0);
    }
}
