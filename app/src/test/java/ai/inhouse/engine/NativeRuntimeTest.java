package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeRuntimeTest {
    @Test
    void saysWhatTheMachineOffers() {
        NativeRuntime.Capabilities capabilities = NativeRuntime.capabilities();
        assertThat(capabilities.libtorch()).startsWith("2.");
        assertThat(capabilities.cpuCapability()).isNotBlank();
        assertThat(capabilities.vectorBits()).isGreaterThanOrEqualTo(128);
    }

    @Test
    void measuresMatrixProductsAndMemory() {
        try (Workers workers = new Workers(1)) {
            boolean bf16 = NativeRuntime.capabilities().fastBf16();
            ElementType type = bf16 ? ElementType.BFLOAT16 : ElementType.FLOAT32;
            assertThat(MatmulRate.gigaflops(type, workers)).isPositive();
        }
        ProcessMemory.peakBytes().ifPresent(bytes -> assertThat(bytes).isGreaterThan(1L << 20));
    }
}
