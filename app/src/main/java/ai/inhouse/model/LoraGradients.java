package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.mm;

import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Elements.Block;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Gradients of adapters alone: `dB = dOut^T (in A^T)` and `dA = (dOut B)^T in`, four thin products
/// in place of a frozen weight's wide one.
final class LoraGradients implements WeightGradients {
    private final LoraParameters parameters;
    private final NativeMemory memory = new NativeMemory();
    private final NativeMemory shapeMemory = new NativeMemory();
    private final Tensor run;
    private final IdentityHashMap<LoraGroup, Target> targets = new IdentityHashMap<>();
    private final Map<Projection, Thin> thin = new EnumMap<>(Projection.class);
    private int positions = -1;

    /// @param a `[R, in]`, a view of the run
    /// @param b where each adapter's `B` lies in the run
    private record Target(Tensor a, List<Block> b) {}

    /// @param in `[n, R]`: `in A^T`
    /// @param dIn `[n, R]`: `dOut B`
    /// @param b `[out, R]`: `dB` with what lies off its diagonal
    private record Thin(Tensor in, DecoderTensors.Matrix dIn, Tensor b) {}

    LoraGradients(LoraParameters parameters) {
        this.parameters = parameters;
        run = memory.allocate(parameters.copy().type(), parameters.layout().elements());
        for (LoraGroup g : parameters.groups()) {
            Tensor a = g.a().weight();
            Tensor da =
                    memory.view(
                            NativeMemory.segment(run),
                            run.type(),
                            g.offset(),
                            a.size(0),
                            a.size(1));
            targets.put(g, new Target(da, g.parts().stream().map(p -> p.of(memory, run)).toList()));
        }
    }

    @Override
    public Tensor run() {
        return run;
    }

    @Override
    public void begin(int n) {
        if (n == positions) {
            return;
        }
        shapeMemory.reset();
        thin.clear();
        for (LoraGroup g : parameters.groups()) {
            thin.computeIfAbsent(g.projection(), p -> thin(n, g.b().size(0), g.b().size(1)));
        }
        positions = n;
    }

    private Thin thin(int n, int outputs, int rank) {
        return new Thin(
                shapeMemory.allocate(run.type(), n, rank),
                new DecoderTensors.Matrix(shapeMemory.allocate(run.type(), n, rank)),
                shapeMemory.allocate(run.type(), outputs, rank));
    }

    @Override
    public void projection(
            int layer, Projection projection, Tensor in, Tensor dOut, Tensor dOutTransposed) {
        parameters
                .find(layer, projection)
                .ifPresent(group -> adapters(group, in, dOut, dOutTransposed));
    }

    private void adapters(LoraGroup g, Tensor in, Tensor dOut, Tensor dOutTransposed) {
        Thin t = Objects.requireNonNull(thin.get(g.projection()), "begin came first");
        Target target = Objects.requireNonNull(targets.get(g), "a group of these parameters");
        mm(t.in(), in, g.a().transposed()); // [n, R]
        mm(t.b(), dOutTransposed, t.in()); // [out, R]
        for (int i = 0; i < g.parts().size(); i++) {
            Elements.copyScaled(g.parts().get(i).in(t.b()), target.b().get(i), parameters.scale());
        }
        mm(t.dIn().weight(), dOut, g.b()); // [n, R]
        mm(target.a(), t.dIn().transposed(), in); // [R, in]
    }

    @Override
    public void close() {
        memory.close();
        shapeMemory.close();
    }
}
