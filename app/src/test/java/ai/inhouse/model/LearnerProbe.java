package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleSupplier;

/// Reads a learner's gradients, and measures them by finite differences.
final class LearnerProbe {
    private LearnerProbe() {}

    /// What has accumulated, as fp32.
    static float[] gradient(DecoderLearner learner, ParameterLayout layout) {
        try (NativeMemory memory = new NativeMemory()) {
            Tensor sum = memory.allocate(ElementType.FLOAT32, layout.elements());
            learner.gradients().sum().store(sum, 0, layout.elements());
            return NativeMemory.segment(sum).toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    static double norm(float[] values, ParameterLayout.Parameter p) {
        double squares = 0;
        for (long i = p.offset(); i < p.offset() + p.elements(); i++) {
            squares += (double) values[(int) i] * values[(int) i];
        }
        return Math.sqrt(squares);
    }

    /// How fast the loss rises when one parameter moves along its own gradient: its norm, if the
    /// gradient is right. Along that direction a wrong component cannot hide.
    ///
    /// @param masters of the trained run
    static double slope(
            DecoderLearner learner,
            Batch batch,
            MemorySegment masters,
            float[] gradient,
            ParameterLayout.Parameter p) {
        return slope(learner, () -> loss(learner, batch), masters, gradient, p);
    }

    /// @param loss measured anew at each call
    static double slope(
            DecoderLearner learner,
            DoubleSupplier loss,
            MemorySegment masters,
            float[] gradient,
            ParameterLayout.Parameter p) {
        double distance = 2e-3 * Math.sqrt((double) p.elements());
        double coarse = slope(learner, loss, masters, gradient, p, distance);
        double fine = slope(learner, loss, masters, gradient, p, distance / 2);
        return (4 * fine - coarse) / 3; // Richardson: without the error of second order
    }

    private static double slope(
            DecoderLearner learner,
            DoubleSupplier loss,
            MemorySegment masters,
            float[] gradient,
            ParameterLayout.Parameter p,
            double distance) {
        double factor = distance / norm(gradient, p);
        double up = moved(learner, loss, masters, gradient, p, factor);
        double down = moved(learner, loss, masters, gradient, p, -factor);
        return (up - down) / (2 * distance);
    }

    private static double moved(
            DecoderLearner learner,
            DoubleSupplier loss,
            MemorySegment masters,
            float[] gradient,
            ParameterLayout.Parameter p,
            double factor) {
        float[] before = masters.toArray(ValueLayout.JAVA_FLOAT);
        for (int i = (int) p.offset(); i < p.offset() + p.elements(); i++) {
            float value = (float) (before[i] + factor * gradient[i]);
            masters.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        learner.refresh();
        double value = loss.getAsDouble();
        MemorySegment.copy(before, 0, masters, ValueLayout.JAVA_FLOAT, 0, before.length);
        learner.refresh();
        return value;
    }

    /// The batch's weighted loss, from log-probabilities alone.
    static double loss(DecoderLearner learner, Batch batch) {
        float[] logProbabilities = learner.logProbabilities(batch);
        double loss = 0;
        for (int i = 0; i < logProbabilities.length; i++) {
            loss -= (double) batch.weights()[i] * logProbabilities[i];
        }
        return loss;
    }
}
