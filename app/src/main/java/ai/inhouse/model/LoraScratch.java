package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.EnumMap;
import java.util.Map;

/// One worker's matrices in the shapes of the projections, made when first asked for.
final class LoraScratch implements AutoCloseable {
    private final ModelConfig config;
    private final NativeMemory memory = new NativeMemory();
    private final Map<Projection, Tensor> exact = new EnumMap<>(Projection.class);
    private final Map<Projection, DecoderTensors.Matrix> products = new EnumMap<>(Projection.class);

    LoraScratch(ModelConfig config) {
        this.config = config;
    }

    /// `[out, in]` fp32
    Tensor exact(Projection p) {
        return exact.computeIfAbsent(p, key -> allocate(key, ElementType.FLOAT32));
    }

    /// `[out, in]`
    DecoderTensors.Matrix product(Projection p, ElementType type) {
        return products.computeIfAbsent(p, key -> new DecoderTensors.Matrix(allocate(key, type)));
    }

    private Tensor allocate(Projection p, ElementType type) {
        return memory.allocate(type, p.outputs(config), p.inputs(config));
    }

    @Override
    public void close() {
        memory.close();
    }
}
