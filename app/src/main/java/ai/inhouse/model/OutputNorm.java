package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.HeadNorm;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.Optional;

/// RMSNorm of what a half-block adds to the stream (Gemma 3): to the kernel, rows of one head.
final class OutputNorm {
    private final HeadNorm.Layout rows;
    private final double epsilon;

    OutputNorm(ModelConfig config) {
        rows = new HeadNorm.Layout(1, 0, config.hiddenSize());
        epsilon = config.normEpsilon();
    }

    /// What a block keeps of both.
    record Kept(Input attention, Input feedForward) {
        static Kept allocate(NativeMemory m, ElementType type, int n, int d) {
            return new Kept(Input.allocate(m, type, n, d), Input.allocate(m, type, n, d));
        }
    }

    /// A norm's input.
    ///
    /// @param rows `[n, d]`
    /// @param inverse `[n, 1]` fp32
    record Input(Tensor rows, Tensor inverse) {
        private static Input allocate(NativeMemory m, ElementType type, int n, int d) {
            return new Input(m.allocate(type, n, d), m.allocate(ElementType.FLOAT32, n, 1));
        }
    }

    /// Norms attention's output in place, where the model does.
    ///
    /// @param added `[n, d]`
    void ofAttention(DecoderTensors.Block exact, Activations.Block kept, Tensor added) {
        exact.outputNorms().ifPresent(w -> forward(added, w.attention(), inputs(kept).attention()));
    }

    /// As [#ofAttention], of the feed-forward part.
    void ofFeedForward(DecoderTensors.Block exact, Activations.Block kept, Tensor added) {
        exact.outputNorms()
                .ifPresent(w -> forward(added, w.feedForward(), inputs(kept).feedForward()));
    }

    /// Turns the gradient in `g.copy()` into that of the output before its norm.
    ///
    /// @return the weight's gradient, `[d]` fp32, where there is one
    Optional<Tensor> ofAttentionBack(
            DecoderTensors.Block exact, Activations.Block kept, Activations.Gradients g) {
        return exact.outputNorms().map(w -> backward(g, w.attention(), inputs(kept).attention()));
    }

    /// As [#ofAttentionBack], of the feed-forward part.
    Optional<Tensor> ofFeedForwardBack(
            DecoderTensors.Block exact, Activations.Block kept, Activations.Gradients g) {
        return exact.outputNorms()
                .map(w -> backward(g, w.feedForward(), inputs(kept).feedForward()));
    }

    private static Kept inputs(Activations.Block kept) {
        return kept.outputNorms().orElseThrow();
    }

    private void forward(Tensor added, Tensor weight, Input kept) {
        Elements.copy(added, kept.rows());
        HeadNorm.forward(kept.rows(), rows, weight, weight, epsilon, added, kept.inverse());
    }

    private Tensor backward(Activations.Gradients g, Tensor weight, Input kept) {
        Tensor sum = g.outputNorm();
        HeadNorm.backward(
                kept.rows(), rows, weight, weight, kept.inverse(), g.copy().rows(), sum, sum);
        return sum;
    }
}
