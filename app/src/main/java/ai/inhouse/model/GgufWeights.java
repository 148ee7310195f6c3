package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A GGUF file's tensors under Hugging Face's names, decoded to fp32 or as they are stored.
public final class GgufWeights implements TensorSource {
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

    /// A model's weights as its file has them.
    ///
    /// @throws InhouseException if the file is damaged, or no model that we can run
    public static GgufWeights open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            GgufWeights weights = new GgufWeights(file, GgufModel.config(file));
            WeightReader.check(weights.config, weights, path);
            return weights;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public ModelConfig config() {
        return config;
    }

    /// @throws IllegalArgumentException if there is no such tensor; as for all that take a name
    public List<Integer> shape(String name) {
        return tensor(name).shape();
    }

    public GgmlType type(String name) {
        return tensor(name).type();
    }

    /// A matrix's row as it is stored: whole blocks. Valid until this is closed.
    ///
    /// @param row in Hugging Face's order
    public MemorySegment row(String name, int row) {
        GgufFile.Tensor tensor = tensor(name);
        boolean moved = GgufRowOrder.differs(config, name);
        long stored = moved ? GgufRowOrder.ggufRow(row, config.headSize()) : row;
        long bytes = tensor.bytes() / tensor.shape().getFirst();
        return file.bytes(tensor).asSlice(stored * bytes, bytes);
    }

    private GgufFile.Tensor tensor(String name) {
        GgufFile.Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        return tensor;
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        GgufFile.Tensor tensor = tensor(name);
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
