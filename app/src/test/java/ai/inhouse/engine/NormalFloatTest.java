package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalFloatTest {
    /// Whole blocks, and a last one that is not.
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 130, 1024})
    void decodesToTheNearestLevelTimesTheLargestOfTheBlock(int n) {
        Random random = new Random(n);
        try (Arena arena = Arena.ofConfined();
                NativeMemory memory = new NativeMemory()) {
            MemorySegment weights = arena.allocate(ValueLayout.JAVA_FLOAT, n);
            for (int i = 0; i < n; i++) {
                weights.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            MemorySegment indices = arena.allocate(NormalFloat.bytes(n));
            MemorySegment scales = arena.allocate(NormalFloat.blocks(n) * Float.BYTES);
            NormalFloat.encode(weights, indices, scales);
            for (ElementType type : ElementType.values()) {
                Tensor out = memory.allocate(type, n);
                NormalFloat.decode(indices, scales, out);
                for (int i = 0; i < n; i++) {
                    float x = weights.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    float scale = scales.getAtIndex(ValueLayout.JAVA_FLOAT, i / 64);
                    float expected = nearest(x / scale) * scale;
                    float tolerance = type == ElementType.FLOAT32 ? 1e-6f : 0.01f;
                    assertThat(Math.abs(out.storage().get(out.address(), i) - expected))
                            .as("element %d of %d as %s", i, n, type)
                            .isLessThanOrEqualTo(tolerance * scale);
                }
            }
        }
    }

    private static float nearest(float value) {
        float best = NormalFloat.level(0);
        for (int i = 1; i < 16; i++) {
            float level = NormalFloat.level(i);
            best = Math.abs(level - value) < Math.abs(best - value) ? level : best;
        }
        return best;
    }

    @Test
    void keepsABlockOfZeros() {
        try (Arena arena = Arena.ofConfined();
                NativeMemory memory = new NativeMemory()) {
            MemorySegment indices = arena.allocate(NormalFloat.bytes(64));
            MemorySegment scales = arena.allocate(4);
            NormalFloat.encode(arena.allocate(ValueLayout.JAVA_FLOAT, 64), indices, scales);
            Tensor out = memory.allocate(ElementType.FLOAT32, 64);
            NormalFloat.decode(indices, scales, out);
            assertThat(NativeMemory.segment(out).toArray(ValueLayout.JAVA_FLOAT)).containsOnly(0f);
        }
    }
}
