package ai.inhouse.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A GGUF file's tensors under Hugging Face's names, decoded to fp32.
final class GgufWeights implements TensorSource {
    private final GgufFile file;
    private final ModelConfig config;
    private final Map<String, GgufFile.Tensor> tensors = new LinkedHashMap<>();

    /// @param file stays open until this is closed
    GgufWeights(GgufFile file, ModelConfig config) {
        this.file = file;
        this.config = config;
        GgmlNames names = new GgmlNames();
        file.tensors().forEach((name, tensor) -> tensors.put(names.huggingFace(name), tensor));
        // The frequencies' divisors are part of the configuration.
        tensors.remove(GgufModel.FREQUENCIES);
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        GgufFile.Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        if (!GgufRowOrder.differs(config, name)) {
            tensor.type().toFloat(file.bytes(tensor), target);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = arena.allocate(target.byteSize(), Float.BYTES);
            tensor.type().toFloat(file.bytes(tensor), decoded);
            GgufRowOrder.fromGguf(config, decoded, target, tensor.shape().getFirst());
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
