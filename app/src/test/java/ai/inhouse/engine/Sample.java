package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Random tensors for a kernel, and the same numbers in ATen, whose own operations and autograd are
/// the kernel's reference. A failure prints the seed.
final class Sample implements AutoCloseable {
    static final int SEEDS = 12;

    private final long seed;
    private final Random random;
    private final NativeMemory memory = new NativeMemory();

    Sample(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    NativeMemory memory() {
        return memory;
    }

    /// From 1 to `bound`.
    int size(int bound) {
        return 1 + random.nextInt(bound);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    Tensor zeros(ElementType type, long... shape) {
        return memory.allocate(type, shape);
    }

    Tensor normal(ElementType type, long... shape) {
        Tensor tensor = memory.allocate(type, shape);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.storage().set(tensor.address(), i, (float) random.nextGaussian());
        }
        return tensor;
    }

    Tensor fp32(long... shape) {
        return normal(ElementType.FLOAT32, shape);
    }

    Tensor copy(Tensor tensor) {
        Tensor copy = memory.allocate(tensor.type(), shape(tensor));
        Elements.copy(tensor, copy);
        return copy;
    }

    private static long[] shape(Tensor tensor) {
        long[] shape = new long[tensor.dimensions()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    /// Runs ATen code whose tensors end with it.
    static void twin(Runnable code) {
        PointerScope scope = new PointerScope();
        try {
            code.run();
        } finally {
            scope.close();
        }
    }

    /// The same numbers in fp32, as a leaf of autograd's graph.
    static org.bytedeco.pytorch.Tensor leaf(Tensor tensor) {
        return tensor.handle().to(ScalarType.Float).clone().set_requires_grad(true);
    }

    static org.bytedeco.pytorch.Tensor constant(Tensor tensor) {
        return tensor.handle().to(ScalarType.Float).clone();
    }

    static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.storage().get(tensor.address(), i);
        }
        return values;
    }

    static float[] floats(org.bytedeco.pytorch.Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.detach().contiguous().data_ptr_float().get(values);
        return values;
    }

    /// Equal to a few roundings of the type in which the kernel kept its result. Sums of many terms
    /// that cancel are judged against the largest value.
    void assertClose(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        assertClose(what, actual.type(), floats(actual), floats(expected));
    }

    void assertClose(String what, ElementType type, float[] actual, float[] expected) {
        assertClose(what, type, actual, expected, largest(expected) / 16);
    }

    static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /// @param magnitude of the terms that were added up, where they may cancel
    void assertClose(
            String what, ElementType type, float[] actual, float[] expected, double magnitude) {
        assertThat(actual).as("%s, seed %d", what, seed).hasSameSizeAs(expected);
        double relative = type == ElementType.BFLOAT16 ? 0x1p-8 : 1e-5;
        for (int i = 0; i < actual.length; i++) {
            double bound = relative * (magnitude + Math.abs(expected[i])) + 1e-7;
            assertThat(Math.abs((double) actual[i] - expected[i]))
                    .as("%s[%d] is %s, seed %d", what, i, actual[i] + " not " + expected[i], seed)
                    .isLessThanOrEqualTo(bound);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
