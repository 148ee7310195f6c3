package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// How the elements of a stored tensor are encoded, by safetensors' names. All can be listed; those
/// that a model is made of can be read as fp32.
public enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    U64(8),
    I32(4),
    U32(4),
    I16(2),
    U16(2),
    I8(1),
    U8(1),
    BOOL(1);

    static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /// Size of one element.
    public int bytes() {
        return bytes;
    }

    public static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    public boolean isReadableAsFloat() {
        return this == F32 || this == F16 || this == BF16;
    }

    /// Decodes little-endian elements.
    ///
    /// @param from encoded, of any alignment
    /// @param to fp32, as many elements as `from` holds
    void toFloat(MemorySegment from, MemorySegment to) {
        long n = to.byteSize() / Float.BYTES;
        switch (this) {
            case F32 -> MemorySegment.copy(from, FLOAT, 0, to, ValueLayout.JAVA_FLOAT, 0, n);
            case F16 -> {
                for (long i = 0; i < n; i++) {
                    float value = Float.float16ToFloat(from.get(SHORT, i * Short.BYTES));
                    to.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
                }
            }
            case BF16 -> {
                for (long i = 0; i < n; i++) {
                    int bits = from.get(SHORT, i * Short.BYTES) << 16;
                    to.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.intBitsToFloat(bits));
                }
            }
            case F64, I64, U64, I32, U32, I16, U16, I8, U8, BOOL ->
                    throw new IllegalArgumentException(this + " is not a type of weights");
        }
    }

    /// The nearest bfloat16, ties to even; NaN stays NaN.
    public static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
