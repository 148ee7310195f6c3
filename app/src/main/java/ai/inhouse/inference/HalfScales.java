package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// An fp16 scale for each run, and perhaps an fp16 minimum after it. Where all integers were moved
/// by the same number, so as not to be negative, the minimum follows from the scale.
final class HalfScales implements BlockScales {
    private static final int BYTES = Lanes.PANEL * Short.BYTES;

    private final Place place;
    private final MemorySegment memory;
    private final boolean minimums;
    private final int moved;

    /// @param minimums whether there are any that are kept
    /// @param moved what was added to each integer
    HalfScales(Place place, boolean minimums, int moved) {
        this.place = place;
        this.memory = place.memory();
        this.minimums = minimums;
        this.moved = moved;
    }

    /// Bytes in a block.
    static int bytes(boolean minimums) {
        return (minimums ? 2 : 1) * BYTES;
    }

    private long lane(int row, int run) {
        return place.at(row / Lanes.PANEL, run) + (long) row % Lanes.PANEL * Short.BYTES;
    }

    private float half(long at) {
        return Float.float16ToFloat(memory.get(ValueLayout.JAVA_SHORT, at));
    }

    @Override
    public long bytesBeside() {
        return 0;
    }

    @Override
    public boolean hasMinimums() {
        return minimums || moved != 0;
    }

    @Override
    public void set(int row, int index, GgmlBlock block) {
        long at = lane(row, index);
        memory.set(ValueLayout.JAVA_SHORT, at, block.d());
        if (minimums) {
            memory.set(ValueLayout.JAVA_SHORT, at + BYTES, block.m());
        }
    }

    @Override
    public float scale(int row, int run) {
        return half(lane(row, run));
    }

    @Override
    public float minimum(int row, int run) {
        long at = lane(row, run);
        return minimums ? half(at + BYTES) : -moved * half(at);
    }

    @Override
    public void unpack(int panel, int run, float[] scales, float[] least, int to) {
        long at = place.at(panel, run);
        Lanes.fromHalves(memory, at, scales, to);
        if (minimums) {
            Lanes.fromHalves(memory, at + BYTES, least, to);
        } else if (moved != 0) {
            for (int i = to; i < to + Lanes.PANEL; i += Lanes.COUNT) {
                FloatVector.fromArray(Lanes.FLOAT, scales, i).mul(-moved).intoArray(least, i);
            }
        }
    }
}
