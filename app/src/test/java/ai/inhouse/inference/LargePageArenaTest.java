package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LargePageArenaTest {
    @Test
    void givesZeroedMemoryAsAlignedAsItWasAskedFor() {
        try (Arena arena = LargePageArena.ofShared()) {
            arena.allocate(3, 1).fill((byte) 7);
            MemorySegment memory = arena.allocate(100_000, 64);
            assertThat(memory.byteSize()).isEqualTo(100_000);
            assertThat(memory.address() % 64).isZero();
            assertThat(memory.mismatch(MemorySegment.ofArray(new byte[100_000]))).isEqualTo(-1);
        }
    }

    @Test
    void givesNoByteTwice() {
        try (Arena arena = LargePageArena.ofShared()) {
            MemorySegment[] segments = new MemorySegment[100];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = arena.allocate(1_000_003, 64);
                segments[i].fill((byte) i);
            }
            for (int i = 0; i < segments.length; i++) {
                assertThat(segments[i].get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) i);
                assertThat(segments[i].get(ValueLayout.JAVA_BYTE, 1_000_002)).isEqualTo((byte) i);
            }
        }
    }

    @Test
    void givesMoreAtOnceThanAPieceHas() {
        try (Arena arena = LargePageArena.ofShared()) {
            MemorySegment memory = arena.allocate(200L << 20, 64);
            memory.set(ValueLayout.JAVA_LONG, (200L << 20) - Long.BYTES, 42);
            assertThat(memory.get(ValueLayout.JAVA_LONG, (200L << 20) - Long.BYTES)).isEqualTo(42);
        }
    }

    @Test
    void closesWhatItGave() {
        Arena arena = LargePageArena.ofShared();
        MemorySegment memory = arena.allocate(4096, 64);
        arena.close();
        assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }
}
