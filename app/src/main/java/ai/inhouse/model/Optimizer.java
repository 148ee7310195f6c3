package ai.inhouse.model;

import ai.inhouse.engine.AdamW;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;

/// AdamW over a run of parameters, with PyTorch's clipping by global norm.
final class Optimizer implements AutoCloseable {
    /// Keeps the shares of two workers on different cache lines.
    private static final long GRAIN = 1024;

    /// As in PyTorch's `clip_grad_norm_`.
    private static final double CLIP_EPSILON = 1e-6;

    private final ParameterLayout layout;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor first;
    private final Tensor second;
    private final AdamW adam;

    Optimizer(TrainedParameters parameters) {
        layout = parameters.layout();
        first = memory.allocate(ElementType.FLOAT32, layout.elements());
        second = memory.allocate(ElementType.FLOAT32, layout.elements());
        adam = new AdamW(parameters.masters(), parameters.copy(), first, second);
    }

    /// Takes one step, unless the gradient is not finite: then nothing changes.
    ///
    /// @return the gradient's norm before clipping
    double step(GradientSum gradient, Learner.OptimizerStep s, Workers workers) {
        double norm = Math.sqrt(squares(gradient, workers));
        if (!Double.isFinite(norm)) {
            return norm;
        }
        AdamW.Step step =
                new AdamW.Step(
                        s.number(),
                        s.learningRate(),
                        s.beta1(),
                        s.beta2(),
                        s.epsilon(),
                        s.weightDecay(),
                        Math.min(1, s.maxGradientNorm() / (norm + CLIP_EPSILON)));
        workers.split(
                layout.elements(),
                GRAIN,
                (worker, from, to) -> adam.update(gradient, step, from, to));
        return norm;
    }

    private double squares(GradientSum gradient, Workers workers) {
        double[] squares = new double[workers.count()];
        workers.split(
                layout.elements(),
                GRAIN,
                (worker, from, to) -> squares[worker] = gradient.squares(from, to));
        double sum = 0;
        for (double s : squares) {
            sum += s;
        }
        return sum;
    }

    /// Both moments of every parameter, as `NAME.exp_avg` and `NAME.exp_avg_sq`.
    List<Learner.StateTensor> state() {
        List<Learner.StateTensor> state = new ArrayList<>();
        state.addAll(named(layout, first, ".exp_avg"));
        state.addAll(named(layout, second, ".exp_avg_sq"));
        return state;
    }

    /// The parameters of a layout as parts of a run.
    static List<Learner.StateTensor> named(ParameterLayout layout, Tensor run, String suffix) {
        var memory = NativeMemory.segment(run);
        return layout.parameters().stream()
                .map(
                        p ->
                                new Learner.StateTensor(
                                        p.name() + suffix,
                                        p.shape(),
                                        memory.asSlice(
                                                p.offset() * Float.BYTES,
                                                p.elements() * Float.BYTES)))
                .toList();
    }

    @Override
    public void close() {
        memory.close();
    }
}
