package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/// Adapters on a frozen model. After each step they are merged into the weights that the passes
/// multiply with: forward and backward cost what they cost without adapters, and what is trained is
/// what the merged model computes.
final class LoraParameters implements TrainedParameters {
    private final Weights base;
    private final LoraConfig lora;
    private final ParameterLayout layout;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor masters;
    private final Tensor copy;
    private final DecoderWeights weights;
    private final List<Map<Projection, LoraGroup>> blocks = new ArrayList<>();

    /// For each worker, a matrix of each projection's shape.
    private final List<Map<Projection, Tensor>> changes = new ArrayList<>();

    LoraParameters(Weights base, LoraConfig lora, Precision precision) {
        this.base = base;
        this.lora = lora;
        ElementType type = precision.type();
        layout = lora.layout(base.config());
        masters = memory.allocate(ElementType.FLOAT32, layout.elements());
        copy = precision == Precision.FP32 ? masters : memory.allocate(type, layout.elements());
        long n = base.layout().elements();
        Tensor merged = memory.allocate(type, n);
        Elements.copy(memory.view(base.memory(), ElementType.FLOAT32, 0, n), merged);
        weights =
                new DecoderWeights(
                        type,
                        tensors(NativeMemory.segment(merged), type),
                        tensors(base.memory(), ElementType.FLOAT32));
        for (int layer = 0; layer < base.config().layers(); layer++) {
            blocks.add(groups(layer));
        }
        initialize();
    }

    private DecoderTensors tensors(MemorySegment run, ElementType type) {
        return new DecoderTensors(memory, run, type, base.config());
    }

    private Map<Projection, LoraGroup> groups(int layer) {
        Map<Projection, LoraGroup> groups = new EnumMap<>(Projection.class);
        for (Projection p : Projection.values()) {
            if (!lora.targets(p).isEmpty()) {
                groups.put(p, group(layer, p));
            }
        }
        return groups;
    }

    private LoraGroup group(int layer, Projection p) {
        ModelConfig c = base.config();
        List<LoraTarget> targets = lora.targets(p);
        int rank = targets.size() * lora.rank();
        long offset = layout.find(LoraConfig.name(layer, targets.getFirst(), "lora_A")).offset();
        Tensor a = memory.view(NativeMemory.segment(copy), copy.type(), offset, rank, p.inputs(c));
        List<LoraGroup.Part> parts = LoraGroup.parts(c, lora, layout, layer, p);
        return new LoraGroup(
                p,
                offset,
                new DecoderTensors.Matrix(a),
                memory.allocate(copy.type(), p.outputs(c), rank),
                weights.exact().block(layer).get(p).weight(),
                weights.products().block(layer).get(p).weight(),
                parts,
                parts.stream().map(part -> part.of(memory, masters)).toList());
    }

    /// `A` uniform within `1 / sqrt(in)`, as PEFT begins it; `B` stays zero.
    private void initialize() {
        SplittableRandom random = new SplittableRandom(lora.seed());
        MemorySegment run = NativeMemory.segment(masters);
        for (ParameterLayout.Parameter p : layout.parameters()) {
            if (p.name().endsWith(".lora_A.weight")) {
                double bound = 1 / Math.sqrt(p.shape().get(1));
                long end = p.offset() + p.elements();
                for (long i = p.offset(); i < end; i++) {
                    float value = (float) random.nextDouble(-bound, bound);
                    run.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
                }
            }
        }
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public Tensor masters() {
        return masters;
    }

    @Override
    public Tensor copy() {
        return copy;
    }

    @Override
    public List<Learner.StateTensor> learned() {
        return Optimizer.named(layout, masters, "");
    }

    @Override
    public DecoderWeights weights() {
        return weights;
    }

    float scale() {
        return lora.scale();
    }

    /// The adapters in a projection, if it has any.
    Optional<LoraGroup> find(int layer, Projection projection) {
        return Optional.ofNullable(blocks.get(layer).get(projection));
    }

    List<LoraGroup> groups() {
        return blocks.stream().flatMap(block -> block.values().stream()).toList();
    }

    @Override
    public WeightGradients newGradients() {
        return new LoraGradients(this);
    }

    @Override
    public void publish(Workers workers) {
        while (changes.size() < workers.count()) {
            changes.add(change());
        }
        List<LoraGroup> groups = groups();
        workers.run(
                worker -> {
                    Map<Projection, Tensor> scratch = changes.get(worker);
                    for (int i = worker; i < groups.size(); i += workers.count()) {
                        LoraGroup group = groups.get(i);
                        group.publish(scale(), scratch(scratch, group.projection()));
                    }
                });
    }

    private static Tensor scratch(Map<Projection, Tensor> scratch, Projection projection) {
        return Objects.requireNonNull(scratch.get(projection), "scratch of every projection");
    }

    /// Scratch in the shapes of a block's targeted projections.
    private Map<Projection, Tensor> change() {
        Map<Projection, Tensor> scratch = new EnumMap<>(Projection.class);
        blocks.getFirst()
                .forEach(
                        (projection, group) ->
                                scratch.put(
                                        projection,
                                        memory.allocate(
                                                copy.type(),
                                                group.base().size(0),
                                                group.base().size(1))));
        return scratch;
    }

    @Override
    public Weights merged() {
        Weights merged = base.copy();
        try (NativeMemory scratch = new NativeMemory()) {
            for (int layer = 0; layer < base.config().layers(); layer++) {
                for (LoraTarget target : lora.targets()) {
                    merge(layer, target, merged, scratch);
                    scratch.reset();
                }
            }
        }
        return merged;
    }

    /// `W += alpha/rank * B A`, all in fp32.
    private void merge(int layer, LoraTarget target, Weights into, NativeMemory scratch) {
        Tensor a = adapter(scratch, LoraConfig.name(layer, target, "lora_A"));
        Tensor b = adapter(scratch, LoraConfig.name(layer, target, "lora_B"));
        String name = "model.layers.%d.%s.weight".formatted(layer, target.module());
        ParameterLayout.Parameter p = into.layout().find(name);
        Tensor weight =
                scratch.view(into.memory(), ElementType.FLOAT32, p.offset(), b.size(0), a.size(1));
        Tensor change = scratch.allocate(ElementType.FLOAT32, b.size(0), a.size(1));
        Matmul.mm(change, b, a);
        Elements.addScaled(weight, scale(), change, weight);
    }

    private Tensor adapter(NativeMemory views, String name) {
        ParameterLayout.Parameter p = layout.find(name);
        return views.view(
                NativeMemory.segment(masters),
                ElementType.FLOAT32,
                p.offset(),
                p.shape().get(0),
                p.shape().get(1));
    }

    @Override
    public void close() {
        memory.close();
    }
}
