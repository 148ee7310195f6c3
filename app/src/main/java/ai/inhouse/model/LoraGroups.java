package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RowMagnitude;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The adapters of all blocks, and the scratch memory of those that work with them.
final class LoraGroups implements AutoCloseable {
    private final ModelConfig config;
    private final LoraConfig lora;
    private final ParameterLayout layout;
    private final NativeMemory memory;
    private final List<Map<Projection, LoraGroup>> blocks = new ArrayList<>();
    private final List<LoraScratch> scratches = new ArrayList<>();

    /// @param memory for views of the runs and for what follows from them
    /// @param masters all adapters as fp32
    /// @param copy the same in the type of the products
    LoraGroups(
            ModelConfig config, LoraConfig lora, NativeMemory memory, Tensor masters, Tensor copy) {
        this.config = config;
        this.lora = lora;
        this.layout = lora.layout(config);
        this.memory = memory;
        for (int layer = 0; layer < config.layers(); layer++) {
            Map<Projection, LoraGroup> groups = new EnumMap<>(Projection.class);
            for (Projection p : Projection.values()) {
                if (!lora.targets(p).isEmpty()) {
                    groups.put(p, group(layer, p, masters, copy));
                }
            }
            blocks.add(groups);
        }
    }

    private LoraGroup group(int layer, Projection p, Tensor masters, Tensor copy) {
        List<LoraTarget> targets = lora.targets(p);
        int rank = targets.size() * lora.rank();
        long offset =
                layout.find(LoraConfig.name(layer, targets.getFirst(), LoraConfig.A)).offset();
        Tensor a =
                memory.view(
                        NativeMemory.segment(copy), copy.type(), offset, rank, p.inputs(config));
        List<LoraGroup.Part> parts = new ArrayList<>();
        for (LoraTarget target : targets) {
            parts.add(part(layer, target, parts.size() * lora.rank()));
        }
        Tensor b = memory.allocate(copy.type(), p.outputs(config), rank);
        return new LoraGroup(
                layer,
                p,
                offset,
                new DecoderTensors.Matrix(a),
                b,
                b.transposed(),
                parts,
                parts.stream().map(part -> part.of(memory, masters)).toList(),
                lora.variant().magnitudes()
                        ? Optional.of(magnitude(p, parts, masters))
                        : Optional.empty());
    }

    private LoraGroup.Part part(int layer, LoraTarget target, int column) {
        long b = layout.find(LoraConfig.name(layer, target, LoraConfig.B)).offset();
        long magnitude =
                lora.variant().magnitudes()
                        ? layout.find(LoraConfig.name(layer, target, LoraConfig.MAGNITUDE)).offset()
                        : 0;
        return new LoraGroup.Part(
                b, magnitude, target.firstRow(config), column, target.outputs(config), lora.rank());
    }

    private LoraGroup.Magnitude magnitude(
            Projection p, List<LoraGroup.Part> parts, Tensor masters) {
        Tensor factors = memory.allocate(ElementType.FLOAT32, p.outputs(config));
        for (int i = 0; i < p.outputs(config); i++) {
            NativeMemory.segment(factors).setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
        }
        return new LoraGroup.Magnitude(
                factors,
                parts.stream()
                        .map(
                                part ->
                                        new RowMagnitude.Scaled(
                                                part.row(),
                                                part.magnitudes(memory, masters),
                                                factors))
                        .toList());
    }

    /// Sets each magnitude to the length of its row in the base model.
    void beginAtLengths(FrozenBase base) {
        LoraScratch scratch = newScratch();
        for (LoraGroup group : all()) {
            Tensor frozen = base.matrix(group.layer(), group.projection(), scratch);
            Tensor zero = scratch.product(group.projection(), group.b().type()).weight();
            Elements.zero(zero);
            group.magnitude()
                    .ifPresent(
                            m ->
                                    m.rows()
                                            .forEach(
                                                    s ->
                                                            RowMagnitude.lengths(
                                                                    frozen,
                                                                    zero,
                                                                    s.first(),
                                                                    s.magnitudes())));
        }
    }

    /// The adapters in a projection, if it has any.
    Optional<LoraGroup> find(int layer, Projection projection) {
        return Optional.ofNullable(blocks.get(layer).get(projection));
    }

    List<LoraGroup> all() {
        return blocks.stream().flatMap(block -> block.values().stream()).toList();
    }

    /// For one worker; lives as long as this.
    LoraScratch newScratch() {
        LoraScratch scratch = new LoraScratch(config);
        synchronized (scratches) {
            scratches.add(scratch);
        }
        return scratch;
    }

    @Override
    public void close() {
        scratches.forEach(LoraScratch::close);
    }
}
