package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.MovingAverage;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.List;

/// An exponential moving average of what is trained, in fp32 beside the masters. It calms the noise
/// of the last steps, as a falling learning rate does.
final class WeightAverage {
    private final ParameterLayout layout;
    private final Tensor masters;
    private final Tensor average;
    private final double decay;

    WeightAverage(TrainedParameters parameters, double decay, NativeMemory memory) {
        this.layout = parameters.layout();
        this.masters = parameters.masters();
        this.decay = decay;
        average = memory.allocate(ElementType.FLOAT32, layout.elements());
        Elements.copy(masters, average);
    }

    /// Takes a step's weights in. The first ones count for more, `1 - (1 + t) / (10 + t)`, lest a
    /// short run end with the weights that it began with.
    ///
    /// @param step counts from 1
    void follow(long step, Workers workers) {
        double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
        workers.split(
                layout.elements(),
                Optimizer.GRAIN,
                (worker, from, to) ->
                        MovingAverage.follow(average, masters, (float) (1 - kept), from, to));
    }

    /// Puts the average in the masters' place, and back.
    void exchange(Workers workers) {
        workers.split(
                layout.elements(),
                Optimizer.GRAIN,
                (worker, from, to) -> MovingAverage.exchange(average, masters, from, to));
    }

    /// Every parameter's average, as `NAME.ema`.
    List<Learner.StateTensor> state() {
        return Optimizer.named(layout.parameters(), 0, average, ".ema");
    }
}
