package ai.inhouse.model;

import ai.inhouse.engine.AdamW;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Muon;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Moves a run of parameters: clips by the global norm as PyTorch does, then AdamW, or Muon for the
/// blocks' matrices and AdamW for the rest; and keeps the weights' average where one is wanted.
final class Optimizer implements AutoCloseable {
    /// Keeps the shares of two workers on different cache lines.
    static final long GRAIN = 1024;

    /// As in PyTorch's `clip_grad_norm_`.
    private static final double CLIP_EPSILON = 1e-6;

    private final ParameterLayout layout;
    private final NativeMemory memory = new NativeMemory();
    private final AdamWUpdate adam;
    private final Optional<MuonUpdate> muon;
    private final Optional<WeightAverage> average;

    Optimizer(TrainedParameters parameters, Learning learning, int workers) {
        layout = parameters.layout();
        Predicate<ParameterLayout.Parameter> matrices =
                switch (learning.matrices()) {
                    case ADAMW -> p -> false;
                    case MUON -> MuonUpdate::moves;
                };
        List<ParameterLayout.Parameter> all = layout.parameters();
        List<ParameterLayout.Parameter> moved = all.stream().filter(matrices).toList();
        adam = new AdamWUpdate(parameters, all.stream().filter(matrices.negate()).toList(), memory);
        muon =
                moved.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new MuonUpdate(parameters, moved, memory, workers));
        average =
                learning.averageDecay().isPresent()
                        ? Optional.of(
                                new WeightAverage(
                                        parameters, learning.averageDecay().getAsDouble(), memory))
                        : Optional.empty();
    }

    /// A view of elements in a run.
    static Tensor part(NativeMemory memory, Tensor run, long offset, long... shape) {
        return memory.view(NativeMemory.segment(run), run.type(), offset, shape);
    }

    /// Takes one step.
    ///
    /// @param norm of the gradient before clipping; unless it is finite, nothing changes
    void step(GradientSum gradient, double norm, Learner.OptimizerStep s, Workers workers) {
        if (!Double.isFinite(norm)) {
            return;
        }
        double scale = Math.min(1, s.maxGradientNorm() / (norm + CLIP_EPSILON));
        adam.step(
                gradient,
                new AdamW.Step(
                        s.number(),
                        s.learningRate(),
                        s.beta1(),
                        s.beta2(),
                        s.epsilon(),
                        s.weightDecay(),
                        scale),
                workers);
        muon.ifPresent(update -> update.step(gradient, muonStep(s, scale), workers));
        average.ifPresent(weights -> weights.follow(s.number(), workers));
    }

    /// Matrices decay as all other weights do, whatever the rate of their own.
    private static Muon.Step muonStep(Learner.OptimizerStep s, double scale) {
        Learner.MatrixStep matrices =
                s.matrices()
                        .orElseThrow(
                                () -> new IllegalArgumentException("a step without Muon's rate"));
        return new Muon.Step(
                matrices.learningRate(),
                matrices.momentum(),
                1 - s.learningRate() * s.weightDecay(),
                scale);
    }

    /// The Euclidean norm over all parameters.
    double norm(GradientSum gradient, Workers workers) {
        double[] squares = new double[workers.count()];
        workers.split(
                layout.elements(),
                GRAIN,
                (worker, from, to) -> squares[worker] = gradient.squares(from, to));
        double sum = 0;
        for (double s : squares) {
            sum += s;
        }
        return Math.sqrt(sum);
    }

    /// @throws IllegalStateException if no average is kept
    void exchangeAverage(Workers workers) {
        average.orElseThrow(() -> new IllegalStateException("no average is kept"))
                .exchange(workers);
    }

    /// All that it keeps from step to step.
    List<Learner.StateTensor> state() {
        List<Learner.StateTensor> state = new ArrayList<>(adam.state());
        muon.ifPresent(update -> state.addAll(update.state()));
        average.ifPresent(weights -> state.addAll(weights.state()));
        return state;
    }

    /// Parameters as parts of a run of fp32.
    ///
    /// @param offset of the run's first element in the layout
    static List<Learner.StateTensor> named(
            List<ParameterLayout.Parameter> parameters, long offset, Tensor run, String suffix) {
        if (run.type() != ElementType.FLOAT32) {
            throw new IllegalArgumentException("state is fp32, not " + run);
        }
        var memory = NativeMemory.segment(run);
        return parameters.stream()
                .map(
                        p ->
                                new Learner.StateTensor(
                                        p.name() + suffix,
                                        p.shape(),
                                        memory.asSlice(
                                                (p.offset() - offset) * Float.BYTES,
                                                p.elements() * Float.BYTES)))
                .toList();
    }

    @Override
    public void close() {
        memory.close();
    }
}
