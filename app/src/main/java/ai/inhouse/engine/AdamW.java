package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's order of operations,
/// in one pass over memory: sums the gradient's parts, updates both moments and the fp32 masters,
/// and writes the copy that the matrix products read.
public final class AdamW {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private final Tensor masters;
    private final Tensor copy;
    private final Tensor first;
    private final Tensor second;

    /// @param masters `[n]` fp32
    /// @param copy `[n]`; may be `masters`
    /// @param first `[n]` fp32: mean of the gradients
    /// @param second `[n]` fp32: mean of their squares
    public AdamW(Tensor masters, Tensor copy, Tensor first, Tensor second) {
        this.masters = masters;
        this.copy = copy;
        this.first = first;
        this.second = second;
    }

    /// The numbers of one step.
    ///
    /// @param number counts from 1
    /// @param gradientScale what the gradient is multiplied with first: clipping
    public record Step(
            long number,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double gradientScale) {
        float stepSize() {
            return (float) (learningRate / (1 - Math.pow(beta1, (double) number)));
        }

        float inverseRootCorrection() {
            return (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) number)));
        }
    }

    /// Updates elements `from` to `to`.
    public void update(GradientSum gradient, Step step, long from, long to) {
        Factors factors = new Factors(step);
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            FloatVector g = gradient.load(j).mul(factors.scale);
            FloatVector m = factors.first(FP32.load(first.address(), j), g);
            FloatVector v = factors.second(FP32.load(second.address(), j), g);
            FloatVector w = factors.weight(FP32.load(masters.address(), j), m, v);
            FP32.store(m, first.address(), j);
            FP32.store(v, second.address(), j);
            FP32.store(w, masters.address(), j);
            copy.storage().store(w, copy.address(), j);
        }
        if (j < to) {
            tail(gradient, factors, j, (int) (to - j));
        }
    }

    private void tail(GradientSum gradient, Factors factors, long j, int rest) {
        FloatVector g = gradient.load(j, rest).mul(factors.scale);
        FloatVector m = factors.first(FP32.load(first.address(), j, rest), g);
        FloatVector v = factors.second(FP32.load(second.address(), j, rest), g);
        FloatVector w = factors.weight(FP32.load(masters.address(), j, rest), m, v);
        FP32.store(m, first.address(), j, rest);
        FP32.store(v, second.address(), j, rest);
        FP32.store(w, masters.address(), j, rest);
        copy.storage().store(w, copy.address(), j, rest);
    }

    /// A step's numbers as fp32, computed once.
    private static final class Factors {
        private final float scale;
        private final float beta2;
        private final float newShare1;
        private final float newShare2;
        private final float decay;
        private final float stepSize;
        private final float correction;
        private final float epsilon;

        Factors(Step step) {
            scale = (float) step.gradientScale();
            beta2 = (float) step.beta2();
            newShare1 = (float) (1 - step.beta1());
            newShare2 = (float) (1 - step.beta2());
            decay = (float) (1 - step.learningRate() * step.weightDecay());
            stepSize = step.stepSize();
            correction = step.inverseRootCorrection();
            epsilon = (float) step.epsilon();
        }

        FloatVector first(FloatVector m, FloatVector g) {
            return g.sub(m).fma(Lanes.all(newShare1), m);
        }

        FloatVector second(FloatVector v, FloatVector g) {
            return g.mul(g).fma(Lanes.all(newShare2), v.mul(beta2));
        }

        FloatVector weight(FloatVector w, FloatVector m, FloatVector v) {
            FloatVector root = v.sqrt().fma(Lanes.all(correction), Lanes.all(epsilon));
            return w.mul(decay).sub(m.div(root).mul(stepSize));
        }
    }
}
