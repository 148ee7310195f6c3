package ai.inhouse.engine;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Cosines and sines of the rotary angles `position * frequency`, `[positions, hd/2]` fp32 each.
/// Angles are rounded to fp32 before the cosine, as Hugging Face's models do.
public final class Rotary {
    private final Tensor cosines;
    private final Tensor sines;

    /// @param memory where the tables live
    /// @param frequencies `hd/2` radians a position
    public Rotary(NativeMemory memory, float[] frequencies, int positions) {
        int half = frequencies.length;
        cosines = memory.allocate(ElementType.FLOAT32, positions, half);
        sines = memory.allocate(ElementType.FLOAT32, positions, half);
        var c = NativeMemory.segment(cosines);
        var s = NativeMemory.segment(sines);
        for (int position = 0; position < positions; position++) {
            for (int j = 0; j < half; j++) {
                float angle = position * frequencies[j];
                long index = (long) position * half + j;
                c.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) Math.cos(angle));
                s.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) Math.sin(angle));
            }
        }
    }

    long cosines(int position) {
        return cosines.address(
                (long) Objects.checkIndex(position, cosines.size(0)) * cosines.width());
    }

    long sines(int position) {
        return sines.address((long) Objects.checkIndex(position, sines.size(0)) * sines.width());
    }
}
