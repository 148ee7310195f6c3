package ai.inhouse.engine;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// How a tensor's elements are kept.
public enum ElementType {
    FLOAT32(Float.BYTES, ScalarType.Float),
    /// The upper half of an fp32: its range, with 8 bits of precision.
    BFLOAT16(Short.BYTES, ScalarType.BFloat16);

    private final int bytes;
    private final ScalarType scalarType;

    ElementType(int bytes, ScalarType scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    Storage storage() {
        return switch (this) {
            case FLOAT32 -> Float32.INSTANCE;
            case BFLOAT16 -> BFloat16.INSTANCE;
        };
    }
}
