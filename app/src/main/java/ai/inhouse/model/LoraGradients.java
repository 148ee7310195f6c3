package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.mm;

import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Elements.Block;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RowMagnitude;
import ai.inhouse.engine.Tensor;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Gradients of adapters alone: `dB = dOut^T (in A^T)` and `dA = (dOut B)^T in`, four thin products
/// in place of a frozen weight's wide one. Magnitudes need the wide one too.
final class LoraGradients implements WeightGradients {
    private final LoraParameters parameters;
    private final Inputs inputs;
    private final LoraScratch scratch;
    private final NativeMemory memory = new NativeMemory();
    private final NativeMemory shapeMemory = new NativeMemory();
    private final Tensor run;
    private final Optional<Tensor> score;
    private final IdentityHashMap<LoraGroup, Target> targets = new IdentityHashMap<>();
    private final Map<Projection, Thin> thin = new EnumMap<>(Projection.class);
    private int positions = -1;

    /// @param a `[R, in]`, a view of the run
    /// @param b where each adapter's `B` lies in the run
    /// @param magnitudes the same of its magnitudes, if it has them
    private record Target(Tensor a, List<Block> b, List<Tensor> magnitudes) {}

    /// What the adapters read in place of a projection's input.
    interface Inputs {
        Tensor of(int layer, Projection projection, Tensor in);
    }

    /// @param in `[n, R]`: `in A^T`
    /// @param dIn `[n, R]`: `dOut B`
    /// @param b `[out, R]`: `dB` with what lies off its diagonal
    private record Thin(Tensor in, DecoderTensors.Matrix dIn, Tensor b) {}

    LoraGradients(LoraParameters parameters, Inputs inputs) {
        this.parameters = parameters;
        this.inputs = inputs;
        scratch = new LoraScratch(parameters.base().config());
        run = memory.allocate(parameters.copy().type(), parameters.layout().elements());
        score = parameters.score().map(_ -> parameters.score(run));
        for (LoraGroup g : parameters.groups().all()) {
            Tensor a = g.a().weight();
            Tensor da =
                    memory.view(
                            NativeMemory.segment(run),
                            run.type(),
                            g.offset(),
                            a.size(0),
                            a.size(1));
            targets.put(
                    g,
                    new Target(
                            da,
                            g.parts().stream().map(p -> p.of(memory, run)).toList(),
                            g.magnitude().isPresent()
                                    ? g.parts().stream()
                                            .map(p -> p.magnitudes(memory, run))
                                            .toList()
                                    : List.of()));
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
        for (LoraGroup g : parameters.groups().all()) {
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
                .groups()
                .find(layer, projection)
                .ifPresent(group -> adapters(group, in, dOut, dOutTransposed));
    }

    @Override
    public void head(Tensor in, Tensor dLogitsTransposed, boolean first) {
        score.ifPresent(Elements::zero);
    }

    @Override
    public void score(Tensor sum) {
        Elements.copy(sum, score.orElseThrow());
    }

    private void adapters(LoraGroup g, Tensor in, Tensor dOut, Tensor dOutTransposed) {
        Thin t = Objects.requireNonNull(thin.get(g.projection()), "begin came first");
        Target target = Objects.requireNonNull(targets.get(g), "a group of these parameters");
        Tensor read = inputs.of(g.layer(), g.projection(), in);
        mm(t.in(), read, g.a().transposed()); // [n, R]
        mm(t.b(), dOutTransposed, t.in()); // [out, R]
        g.magnitude().ifPresent(m -> magnitudes(g, m, target, in, dOutTransposed));
        for (int i = 0; i < g.parts().size(); i++) {
            Block gradient = g.parts().get(i).in(t.b());
            Elements.copyScaled(gradient, target.b().get(i), parameters.lora().scale());
        }
        mm(t.dIn().weight(), dOut, g.b()); // [n, R]
        mm(target.a(), t.dIn().transposed(), read); // [R, in]
    }

    /// Also gives the rows of `b`'s gradient their factors.
    private void magnitudes(
            LoraGroup g, LoraGroup.Magnitude m, Target target, Tensor in, Tensor dOutTransposed) {
        Tensor dB = Objects.requireNonNull(thin.get(g.projection()), "begin came first").b();
        Tensor whole = scratch.product(g.projection(), run.type()).weight();
        mm(whole, dOutTransposed, in); // [out, in]
        Tensor base = parameters.base().matrix(g.layer(), g.projection(), scratch);
        for (int i = 0; i < g.parts().size(); i++) {
            RowMagnitude.gradient(
                    m.rows().get(i), whole, base, dB, g.b(), target.magnitudes().get(i));
        }
        RowMagnitude.scale(dB, m.factors());
    }

    @Override
    public void close() {
        scratch.close();
        memory.close();
        shapeMemory.close();
    }
}
