package ai.inhouse.training;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.TensorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A model's tensors with random values, each made when it is asked for: norms one, matrices normal
/// with deviation 0.02.
record RandomTensors(ModelConfig config) implements TensorSource {
    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        ParameterLayout.of(config).parameters().forEach(p -> shapes.put(p.name(), p.shape()));
        return shapes;
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        Random random = new Random(name.hashCode());
        boolean norm = name.endsWith("norm.weight");
        for (long i = 0; i < target.byteSize() / Float.BYTES; i++) {
            float value = norm ? 1 : (float) (0.02 * random.nextGaussian());
            target.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
