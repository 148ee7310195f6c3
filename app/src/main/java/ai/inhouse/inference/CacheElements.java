package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;

/// How the numbers of a key-value cache are kept. Stateless and final, so that the JIT inlines
/// them: a kernel is written once for both.
sealed interface CacheElements {
    /// Of one number.
    int bytes();

    /// A vector of numbers.
    ///
    /// @param at in bytes
    FloatVector load(MemorySegment page, long at);

    void set(MemorySegment page, long at, float value);

    /// fp32, as computed.
    final class Whole implements CacheElements {
        @Override
        public int bytes() {
            return Float.BYTES;
        }

        @Override
        public FloatVector load(MemorySegment page, long at) {
            return FloatVector.fromMemorySegment(Lanes.FLOAT, page, at, Lanes.ORDER);
        }

        @Override
        public void set(MemorySegment page, long at, float value) {
            page.set(ValueLayout.JAVA_FLOAT, at, value);
        }
    }

    /// bf16: half the memory, and operands of bf16 products as they lie.
    final class Half implements CacheElements {
        @Override
        public int bytes() {
            return Short.BYTES;
        }

        @Override
        public FloatVector load(MemorySegment page, long at) {
            return BrainFloats.widen(
                    ShortVector.fromMemorySegment(Lanes.SHORT, page, at, Lanes.ORDER));
        }

        @Override
        public void set(MemorySegment page, long at, float value) {
            page.set(ValueLayout.JAVA_SHORT, at, BrainFloats.narrow(value));
        }
    }
}
