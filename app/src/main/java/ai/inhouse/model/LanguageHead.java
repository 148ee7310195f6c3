package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.mm;

import ai.inhouse.engine.CrossEntropy;
import ai.inhouse.engine.Divergence;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Rows;
import ai.inhouse.engine.Tensor;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// From normed rows to log-probabilities and back, for the selected positions only and in chunks,
/// so that the logits of a whole batch are never held.
final class LanguageHead {
    /// Positions whose logits are held at a time.
    private static final int CHUNK = 512;

    /// Chunks come in multiples of this, so that few shapes are ever made.
    private static final int GRAIN = 64;

    private final DecoderTensors.Matrix weight;
    private final ModelConfig config;
    private final TreeMap<Integer, Chunk> chunks = new TreeMap<>();
    private @Nullable Chunk largest;

    LanguageHead(DecoderTensors.Matrix weight, ModelConfig config) {
        this.weight = weight;
        this.config = config;
    }

    /// @param rows `[c, d]`: selected rows, then their gradients
    /// @param logits `[c, V]`, then their gradients
    private record Chunk(Tensor rows, Tensor dRows, Tensor logits, Tensor logitsTransposed) {
        Chunk first(int count) {
            Tensor part = logits.slice(0, count);
            return new Chunk(rows.slice(0, count), dRows.slice(0, count), part, part.transposed());
        }
    }

    /// Forgets its tensors and takes new ones from memory that was reset.
    void reset(NativeMemory memory, ElementType type) {
        chunks.clear();
        Tensor logits = memory.allocate(type, CHUNK, config.vocabularySize());
        largest =
                new Chunk(
                        memory.allocate(type, CHUNK, config.hiddenSize()),
                        memory.allocate(type, CHUNK, config.hiddenSize()),
                        logits,
                        logits.transposed());
    }

    private Chunk chunk(int count) {
        int rounded = Math.max(1, Math.ceilDiv(count, GRAIN)) * GRAIN;
        Chunk whole = largest;
        if (whole == null) {
            throw new IllegalStateException("the head has no memory yet");
        }
        return chunks.computeIfAbsent(rounded, whole::first);
    }

    /// @param normed `[n, d]`
    float[] logProbabilities(Tensor normed, Selection s) {
        float[] out = new float[s.count()];
        for (int from = 0; from < s.count(); from += CHUNK) {
            int count = Math.min(CHUNK, s.count() - from);
            Tensor logits = logits(normed, s, from, count);
            CrossEntropy.logProbabilities(logits, count, s.targets(), from, out);
        }
        return out;
    }

    /// A loss over rows of logits.
    private interface Loss {
        /// Turns the logits of `count` selected positions into their gradient.
        ///
        /// @return the loss
        double backward(Tensor logits, int from, int count);
    }

    /// @param normed `[n, d]`
    /// @param dNormed `[n, d]`, overwritten
    /// @return `sum_i weights[i] * -log p(target_i)`
    double backward(Tensor normed, Selection s, Tensor dNormed, WeightGradients gradients) {
        return backward(
                normed,
                s,
                dNormed,
                gradients,
                (logits, from, count) ->
                        CrossEntropy.lossAndGradient(
                                logits, count, s.targets(), s.weights(), from));
    }

    private double backward(
            Tensor normed, Selection s, Tensor dNormed, WeightGradients gradients, Loss loss) {
        Elements.zero(dNormed);
        double sum = 0;
        // At least once: where no position counts, the weight's gradient is zero and not an old
        // one.
        for (int from = 0; from == 0 || from < s.count(); from += CHUNK) {
            int count = Math.min(CHUNK, s.count() - from);
            Chunk c = chunk(count);
            Tensor logits = logits(normed, s, from, count); // [c, V]
            sum += loss.backward(logits, from, count);
            mm(c.dRows(), logits, weight.weight()); // [c, d]
            gradients.head(c.rows(), c.logitsTransposed(), from == 0);
            Rows.scatter(c.dRows(), s.positions(), from, count, dNormed);
        }
        return sum;
    }

    /// `KL(reference || this)` at each selected position, in nats.
    ///
    /// @param normed `[n, d]`
    /// @param other the reference's head
    /// @param otherNormed `[n, d]`, the reference's
    float[] divergences(Tensor normed, Selection s, LanguageHead other, Tensor otherNormed) {
        float[] out = new float[s.count()];
        for (int from = 0; from < s.count(); from += CHUNK) {
            int count = Math.min(CHUNK, s.count() - from);
            Tensor reference = other.logits(otherNormed, s, from, count);
            Divergence.of(reference, logits(normed, s, from, count), count, from, out);
        }
        return out;
    }

    /// The gradients of `sum_i weights[i] * KL_i` over the selected positions.
    void backwardDivergences(
            Tensor normed,
            Selection s,
            LanguageHead other,
            Tensor otherNormed,
            Tensor dNormed,
            WeightGradients gradients) {
        backward(
                normed,
                s,
                dNormed,
                gradients,
                (logits, from, count) -> {
                    Tensor reference = other.logits(otherNormed, s, from, count);
                    Divergence.gradient(reference, logits, count, s.weights(), from);
                    return 0;
                });
    }

    /// The logits of `count` selected positions; rows after them belong to no position.
    Tensor logits(Tensor normed, Selection s, int from, int count) {
        Chunk c = chunk(count);
        Rows.gather(normed, s.positions(), from, count, c.rows());
        mm(c.logits(), c.rows(), weight.transposed()); // [c, V]
        return c.logits();
    }
}
