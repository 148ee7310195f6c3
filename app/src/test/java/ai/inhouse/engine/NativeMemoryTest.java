package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    @Test
    void growsToTheLargestNeedAndNoFurther() {
        try (NativeMemory memory = new NativeMemory()) {
            int rows = 1 << 20;
            for (int width = 1; width <= 16; width++) {
                memory.reset();
                memory.allocate(ElementType.FLOAT32, rows, width);
                memory.allocate(ElementType.FLOAT32, rows, width);
            }
            long largest = 2L * rows * 16 * Float.BYTES;
            assertThat(memory.bytes()).isBetween(largest, 2 * largest);
            long before = memory.bytes();
            for (int width = 16; width >= 1; width--) {
                memory.reset();
                memory.allocate(ElementType.FLOAT32, rows, width);
                memory.allocate(ElementType.FLOAT32, rows, width);
            }
            memory.reset();
            assertThat(memory.bytes()).isEqualTo(before);
        }
    }

    @Test
    void seesMemoryThatSomebodyElseOwns() {
        try (Arena arena = Arena.ofConfined();
                NativeMemory memory = new NativeMemory()) {
            MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5);
            Tensor view = memory.view(floats, ElementType.FLOAT32, 1, 2, 2);
            assertThat(Sample.floats(view)).containsExactly(2, 3, 4, 5);
            assertThat(Sample.floats(view.slice(1, 1))).containsExactly(4, 5);
            assertThatThrownBy(() -> memory.view(floats, ElementType.FLOAT32, 2, 2, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("exceeds its memory");
        }
    }

    @Test
    void endsItsTensorsWhenClosed() {
        NativeRuntime.load();
        long before = Pointer.totalCount();
        try (NativeMemory memory = new NativeMemory()) {
            memory.allocate(ElementType.BFLOAT16, 3, 4).transposed();
            assertThat(Pointer.totalCount()).isEqualTo(before + 2);
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }
}
