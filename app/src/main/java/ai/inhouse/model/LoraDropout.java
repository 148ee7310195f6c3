package ai.inhouse.model;

import ai.inhouse.engine.Dropout;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Products in whose low-rank part a share of the inputs is left out. The merged weights compute `W
/// x + B A x`; what dropout changes is added: `B A (D(x) - x)`. Adapters that read the same input
/// leave out the same elements.
final class LoraDropout implements Products, AutoCloseable {
    private final Products merged;
    private final LoraParameters parameters;
    private final Passes passes;
    private final int worker;
    private final Dropout dropout;
    private final NativeMemory memory = new NativeMemory();
    private final Map<Projection, Scratch> scratch = new EnumMap<>(Projection.class);
    private int positions = -1;

    /// @param in `[n, in]`
    /// @param thin `[n, R]`
    private record Scratch(Tensor in, Tensor thin) {}

    /// Counts training passes: each has its own masks, also after a run was resumed.
    static final class Passes {
        private final Tensor count;

        Passes(NativeMemory memory) {
            count = memory.allocate(ElementType.FLOAT32, 1);
        }

        /// Exact to 2^24 passes.
        long current() {
            return (long) NativeMemory.segment(count).get(ValueLayout.JAVA_FLOAT, 0);
        }

        void next() {
            NativeMemory.segment(count).set(ValueLayout.JAVA_FLOAT, 0, (float) (current() + 1));
        }

        Learner.StateTensor state() {
            return new Learner.StateTensor(
                    "lora_dropout.passes", List.of(1), NativeMemory.segment(count));
        }
    }

    LoraDropout(Products merged, LoraParameters parameters, Passes passes, int worker) {
        this.merged = merged;
        this.parameters = parameters;
        this.passes = passes;
        this.worker = worker;
        this.dropout = new Dropout(parameters.lora().variant().dropout());
    }

    @Override
    public void forward(int layer, Projection p, Tensor in, Tensor out, boolean train) {
        merged.forward(layer, p, in, out, train);
        if (train) {
            parameters.groups().find(layer, p).ifPresent(group -> forward(group, in, out));
        }
    }

    private void forward(LoraGroup g, Tensor in, Tensor out) {
        Scratch s = scratch(g, in.rows());
        dropout.change(in, key(g.layer(), g.projection()), s.in()); // [n, in]
        Matmul.mm(s.thin(), s.in(), g.a().transposed()); // [n, R]
        Matmul.addmm(out, s.thin(), g.bTransposed()); // [n, out]
    }

    @Override
    public void backward(int layer, Projection p, Tensor dOut, Tensor dIn) {
        merged.backward(layer, p, dOut, dIn);
        parameters.groups().find(layer, p).ifPresent(group -> backward(group, dOut, dIn));
    }

    private void backward(LoraGroup g, Tensor dOut, Tensor dIn) {
        Scratch s = scratch(g, dOut.rows());
        Matmul.mm(s.thin(), dOut, g.b()); // [n, R]
        Matmul.mm(s.in(), s.thin(), g.a().weight()); // [n, in]
        dropout.addChange(s.in(), key(g.layer(), g.projection()), dIn);
    }

    /// What the adapters read in the last forward pass; it may lie in scratch memory.
    Tensor dropped(int layer, Projection p, Tensor in) {
        Scratch s = scratch(parameters.groups().find(layer, p).orElseThrow(), in.rows());
        dropout.apply(in, key(layer, p), s.in());
        return s.in();
    }

    private Scratch scratch(LoraGroup g, int n) {
        if (n != positions) {
            memory.reset();
            scratch.clear();
            positions = n;
        }
        return scratch.computeIfAbsent(
                g.projection(),
                p ->
                        new Scratch(
                                memory.allocate(g.b().type(), n, g.a().weight().size(1)),
                                memory.allocate(g.b().type(), n, g.b().size(1))));
    }

    private long key(int layer, Projection p) {
        long key = parameters.lora().seed();
        for (long part : new long[] {passes.current(), layer, p.name().hashCode(), worker}) {
            key = Dropout.mix(key * 31 + part);
        }
        return key;
    }

    @Override
    public void close() {
        memory.close();
    }
}
