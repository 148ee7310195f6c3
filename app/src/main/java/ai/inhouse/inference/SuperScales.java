package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;
import ai.inhouse.model.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// A small integer for each run and an fp16 for a whole block of them, as in ggml's K kinds: their
/// product is the scale. Likewise for minimums, where there are any.
final class SuperScales implements BlockScales {
    private static final int HALVES = Lanes.PANEL * Short.BYTES;

    /// `[panels][blocks][1 or 2][PANEL]`
    private final MemorySegment halves;

    private final Place place;
    private final MemorySegment small;
    private final int runsOfBlock;
    private final int blocks;
    private final int kinds;

    SuperScales(GgmlType type, int panels, Place place, Arena arena) {
        this.place = place;
        this.small = place.memory();
        this.runsOfBlock = type.blockElements() / type.runElements();
        this.blocks = Math.ceilDiv(place.runs(), runsOfBlock);
        this.kinds = kinds(type);
        this.halves = arena.allocate((long) panels * blocks * kinds * HALVES, 64);
    }

    private static int kinds(GgmlType type) {
        return type == GgmlType.Q4_K ? 2 : 1;
    }

    /// Bytes of small integers for a run.
    static int bytes(GgmlType type) {
        return kinds(type) * Lanes.PANEL;
    }

    private long halvesAt(int panel, int run) {
        return ((long) panel * blocks + run / runsOfBlock) * kinds * HALVES;
    }

    @Override
    public long bytesBeside() {
        return halves.byteSize();
    }

    @Override
    public boolean hasMinimums() {
        return kinds == 2;
    }

    @Override
    public void set(int row, int index, GgmlBlock block) {
        int panel = row / Lanes.PANEL;
        int lane = row % Lanes.PANEL;
        int first = index * runsOfBlock;
        long half = halvesAt(panel, first) + (long) lane * Short.BYTES;
        halves.set(ValueLayout.JAVA_SHORT, half, block.d());
        if (kinds == 2) {
            halves.set(ValueLayout.JAVA_SHORT, half + HALVES, block.m());
        }
        for (int run = first; run < Math.min(first + runsOfBlock, place.runs()); run++) {
            long at = place.at(panel, run) + lane;
            small.set(ValueLayout.JAVA_BYTE, at, (byte) block.scale(run - first));
            if (kinds == 2) {
                byte minimum = (byte) block.minimum(run - first);
                small.set(ValueLayout.JAVA_BYTE, at + Lanes.PANEL, minimum);
            }
        }
    }

    @Override
    public float scale(int row, int run) {
        return product(row, run, 0);
    }

    @Override
    public float minimum(int row, int run) {
        return kinds == 2 ? product(row, run, 1) : 0;
    }

    private float product(int row, int run, int kind) {
        int panel = row / Lanes.PANEL;
        int lane = row % Lanes.PANEL;
        long half = halvesAt(panel, run) + (long) kind * HALVES + (long) lane * Short.BYTES;
        long at = place.at(panel, run) + (long) kind * Lanes.PANEL + lane;
        return Float.float16ToFloat(halves.get(ValueLayout.JAVA_SHORT, half))
                * small.get(ValueLayout.JAVA_BYTE, at);
    }

    @Override
    public void unpack(int panel, int run, float[] scales, float[] minimums, int to) {
        long half = halvesAt(panel, run);
        long at = place.at(panel, run);
        Lanes.fromHalves(halves, half, scales, to);
        multiply(scales, to, at);
        if (kinds == 2) {
            Lanes.fromHalves(halves, half + HALVES, minimums, to);
            multiply(minimums, to, at + Lanes.PANEL);
        }
    }

    private void multiply(float[] by, int to, long at) {
        for (int i = 0; i < Lanes.PANEL; i += Lanes.COUNT) {
            FloatVector factors =
                    (FloatVector)
                            ByteVector.fromMemorySegment(Lanes.BYTE, small, at + i, Lanes.ORDER)
                                    .convertShape(VectorOperators.B2F, Lanes.FLOAT, 0);
            FloatVector.fromArray(Lanes.FLOAT, by, to + i).mul(factors).intoArray(by, to + i);
        }
    }
}
