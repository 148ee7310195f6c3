package ai.inhouse.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/// Gemma's folders store the weights of norms less one, `(1 + w) x / rms(x)`; here they are whole,
/// so that no kernel knows of it. Gradients are the same.
record ShiftedNorms(TensorSource stored) implements TensorSource {
    /// The tensors of a folder as the network has them.
    static TensorSource of(ModelConfig config, TensorSource stored) {
        return shifts(config) ? new ShiftedNorms(stored) : stored;
    }

    private static boolean shifts(ModelConfig config) {
        return config.architecture() == ModelConfig.Architecture.GEMMA3;
    }

    private static boolean isNorm(String name) {
        return name.endsWith("norm.weight");
    }

    /// A tensor as a folder stores it.
    static NamedTensor toStore(
            ModelConfig config,
            ParameterLayout.Parameter p,
            MemorySegment values,
            ElementType type) {
        boolean norm = shifts(config) && isNorm(p.name());
        return new NamedTensor(p.name(), p.shape(), norm ? shifted(values, -1) : values, type);
    }

    private static MemorySegment shifted(MemorySegment values, float by) {
        MemorySegment copy = Arena.ofAuto().allocate(values.byteSize(), Float.BYTES);
        copy.copyFrom(values);
        shift(copy, by);
        return copy;
    }

    private static void shift(MemorySegment values, float by) {
        for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, value + by);
        }
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        return stored.shapes();
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        stored.copyTo(name, target);
        if (isNorm(name)) {
            shift(target, 1);
        }
    }

    @Override
    public void close() {
        stored.close();
    }
}
