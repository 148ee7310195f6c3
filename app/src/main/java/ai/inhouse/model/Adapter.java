package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RowMagnitude;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// Low-rank adapters apart from the model that they change, as fp32.
public final class Adapter implements AutoCloseable {
    private final ModelConfig config;
    private final LoraConfig lora;
    private final ParameterLayout layout;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment run;

    private Adapter(ModelConfig config, LoraConfig lora) {
        this.config = config;
        this.lora = lora;
        this.layout = lora.layout(config);
        this.run = arena.allocate(layout.elements() * Float.BYTES, 64);
    }

    /// All zero, to be filled by a reader.
    ///
    /// @param config of the model that they fit
    static Adapter zeros(ModelConfig config, LoraConfig lora) {
        return new Adapter(config, lora);
    }

    /// Small random numbers, which fit nothing: to measure with.
    public static Adapter random(ModelConfig config, LoraConfig lora) {
        Adapter adapter = new Adapter(config, lora);
        Random random = new Random(lora.seed());
        for (long i = 0; i < adapter.layout.elements(); i++) {
            float value = (float) (random.nextGaussian() * 1e-2);
            adapter.run.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        return adapter;
    }

    static Adapter copyOf(ModelConfig config, LoraConfig lora, MemorySegment run) {
        Adapter adapter = new Adapter(config, lora);
        adapter.run.copyFrom(run);
        return adapter;
    }

    public LoraConfig lora() {
        return lora;
    }

    /// Of the model that it changes.
    public ModelConfig config() {
        return config;
    }

    /// `A[rank, in]` of one layer's target.
    public MemorySegment a(int layer, LoraTarget target) {
        return segment(layout.find(LoraConfig.name(layer, target, LoraConfig.A)));
    }

    /// `B[out, rank]` of one layer's target.
    public MemorySegment b(int layer, LoraTarget target) {
        return segment(layout.find(LoraConfig.name(layer, target, LoraConfig.B)));
    }

    /// Its tensors, by PEFT's names without its prefix.
    public ParameterLayout layout() {
        return layout;
    }

    /// One tensor's floats.
    public MemorySegment segment(ParameterLayout.Parameter parameter) {
        return parameter.in(run);
    }

    /// Adds the adapters to the model's weights, in fp32: the result computes what model and
    /// adapters compute together.
    ///
    /// @param weights of the same configuration
    public void mergeInto(Weights weights) {
        if (!weights.config().equals(config)) {
            throw new IllegalArgumentException("the adapter belongs to another model");
        }
        try (NativeMemory scratch = new NativeMemory()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (LoraTarget target : lora.targets()) {
                    merge(layer, target, weights, scratch);
                    scratch.reset();
                }
            }
        }
        if (layout.has(ParameterLayout.SCORE)) {
            into(weights).copyFrom(segment(layout.find(ParameterLayout.SCORE)));
        }
    }

    private static MemorySegment into(Weights weights) {
        return weights.segment(weights.layout().find(ParameterLayout.SCORE));
    }

    private void merge(int layer, LoraTarget target, Weights into, NativeMemory scratch) {
        Tensor a = view(scratch, LoraConfig.name(layer, target, LoraConfig.A));
        Tensor b = view(scratch, LoraConfig.name(layer, target, LoraConfig.B));
        ParameterLayout.Parameter p = into.layout().find(target.weight(layer));
        Tensor weight =
                scratch.view(into.memory(), ElementType.FLOAT32, p.offset(), b.size(0), a.size(1));
        Tensor change = scratch.allocate(ElementType.FLOAT32, b.size(0), a.size(1));
        Matmul.mm(change, b, a);
        Elements.addScaled(weight, lora.scale(), change, weight);
        if (lora.variant().magnitudes()) {
            Tensor magnitudes = view(scratch, LoraConfig.name(layer, target, LoraConfig.MAGNITUDE));
            Tensor factors = scratch.allocate(ElementType.FLOAT32, b.size(0));
            Elements.zero(change);
            RowMagnitude.factors(weight, change, 0, magnitudes, factors);
            RowMagnitude.scale(weight, factors);
        }
    }

    private Tensor view(NativeMemory views, String name) {
        ParameterLayout.Parameter p = layout.find(name);
        long[] shape = p.shape().stream().mapToLong(Integer::longValue).toArray();
        return views.view(run, ElementType.FLOAT32, p.offset(), shape);
    }

    @Override
    public void close() {
        arena.close();
    }
}
