package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.NormalFloat;
import ai.inhouse.engine.RowMagnitude;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A frozen model whose blocks' matrices are kept in four bits (QLoRA, Dettmers et al. 2023). Each
/// product decodes its matrix anew into a worker's scratch memory, with the adapters added there.
/// Embedding, head, norms and biases are kept as they are.
final class QuantizedBase implements FrozenBase {
    private final ModelConfig config;
    private final ElementType type;
    private final Arena arena = Arena.ofShared();
    private final NativeMemory memory = new NativeMemory();
    private final List<Map<Projection, Quantized>> blocks = new ArrayList<>();
    private final MemorySegment rest;
    private final ParameterLayout restLayout;
    private final DecoderWeights weights;

    /// @param indices [NormalFloat]'s
    /// @param scales one fp32 a block
    private record Quantized(MemorySegment indices, MemorySegment scales) {}

    /// Reads tensor by tensor: the model is never held in full.
    QuantizedBase(ModelConfig config, TensorSource source, ElementType type) {
        this.config = config;
        this.type = type;
        restLayout = ParameterLayout.withoutProjections(config);
        Tensor exact = memory.allocate(ElementType.FLOAT32, restLayout.elements());
        rest = NativeMemory.segment(exact);
        for (ParameterLayout.Parameter p : restLayout.parameters()) {
            source.copyTo(p.name(), p.in(rest));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            Map<Projection, Quantized> block = new EnumMap<>(Projection.class);
            for (Projection p : Projection.values()) {
                block.put(p, quantized(source, layer, p));
            }
            blocks.add(block);
        }
        DecoderTensors exactTensors = tensors(rest, ElementType.FLOAT32);
        DecoderTensors products = exactTensors;
        if (type != ElementType.FLOAT32) {
            Tensor copy = memory.allocate(type, restLayout.elements());
            Elements.copy(exact, copy);
            products = tensors(NativeMemory.segment(copy), type);
        }
        weights = new DecoderWeights(type, products, exactTensors);
    }

    private DecoderTensors tensors(MemorySegment run, ElementType as) {
        return new DecoderTensors(memory, run, as, config, restLayout);
    }

    private Quantized quantized(TensorSource source, int layer, Projection projection) {
        long n = (long) projection.outputs(config) * projection.inputs(config);
        Quantized quantized =
                new Quantized(
                        arena.allocate(NormalFloat.bytes(n), 64),
                        arena.allocate(NormalFloat.blocks(n) * Float.BYTES, 64));
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment whole = scratch.allocate(n * Float.BYTES, Float.BYTES);
            for (LoraTarget target : LoraTarget.of(projection)) {
                long width = (long) projection.inputs(config) * Float.BYTES;
                long at = target.firstRow(config) * width;
                source.copyTo(
                        target.weight(layer), whole.asSlice(at, target.outputs(config) * width));
            }
            NormalFloat.encode(whole, quantized.indices(), quantized.scales());
        }
        return quantized;
    }

    private void decode(int layer, Projection projection, Tensor out) {
        Quantized q = Objects.requireNonNull(blocks.get(layer).get(projection), "all projections");
        NormalFloat.decode(q.indices(), q.scales(), out);
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public DecoderWeights weights() {
        return weights;
    }

    @Override
    public Tensor matrix(int layer, Projection projection, LoraScratch scratch) {
        Tensor matrix = scratch.exact(projection);
        decode(layer, projection, matrix);
        return matrix;
    }

    @Override
    public Optional<Tensor> merged(int layer, Projection projection) {
        return Optional.empty();
    }

    @Override
    public Products products(LoraGroups groups) {
        return new Decoding(groups);
    }

    /// Decodes and merges for each product.
    private final class Decoding implements Products {
        private final LoraGroups groups;
        private final LoraScratch scratch;

        Decoding(LoraGroups groups) {
            this.groups = groups;
            this.scratch = groups.newScratch();
        }

        private DecoderTensors.Matrix matrix(int layer, Projection projection) {
            DecoderTensors.Matrix matrix = scratch.product(projection, type);
            decode(layer, projection, matrix.weight());
            groups.find(layer, projection).ifPresent(group -> add(group, matrix.weight()));
            return matrix;
        }

        private static void add(LoraGroup group, Tensor matrix) {
            group.magnitude().ifPresent(m -> RowMagnitude.scale(matrix, m.factors()));
            Matmul.addmm(matrix, group.b(), group.a().weight());
        }

        @Override
        public void forward(int layer, Projection p, Tensor in, Tensor out, boolean train) {
            Matmul.mm(out, in, matrix(layer, p).transposed());
        }

        @Override
        public void backward(int layer, Projection p, Tensor dOut, Tensor dIn) {
            Matmul.mm(dIn, dOut, matrix(layer, p).weight());
        }
    }

    @Override
    public Weights copy() {
        Weights copy = Weights.zeros(config);
        for (ParameterLayout.Parameter p : restLayout.parameters()) {
            copy.segment(copy.layout().find(p.name())).copyFrom(p.in(rest));
        }
        try (NativeMemory views = new NativeMemory()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (Projection p : Projection.values()) {
                    String first = LoraTarget.of(p).getFirst().weight(layer);
                    long offset = copy.layout().find(first).offset();
                    int rows = p.outputs(config);
                    decode(
                            layer,
                            p,
                            views.view(
                                    copy.memory(),
                                    ElementType.FLOAT32,
                                    offset,
                                    rows,
                                    p.inputs(config)));
                }
            }
        }
        return copy;
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
