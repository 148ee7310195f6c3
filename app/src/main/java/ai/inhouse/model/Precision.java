package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeRuntime;

/// In what the matrix products compute. Master weights, the residual stream, norms, sums and losses
/// are fp32 in either.
public enum Precision {
    /// Everything in fp32: exact, and a quarter as fast.
    FP32(ElementType.FLOAT32),
    /// Products of bf16 with fp32 sums, as mixed-precision training has it (Kalamkar et al. 2019).
    BF16(ElementType.BFLOAT16);

    private final ElementType type;

    Precision(ElementType type) {
        this.type = type;
    }

    public ElementType type() {
        return type;
    }

    /// The faster one on this machine: bf16 where the processor has instructions for it.
    public static Precision fastest() {
        return NativeRuntime.capabilities().fastBf16() ? BF16 : FP32;
    }
}
