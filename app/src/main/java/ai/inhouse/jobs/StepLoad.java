package ai.inhouse.jobs;

import ai.inhouse.model.LoraConfig;
import ai.inhouse.training.UpdateRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What one step of a training stage computes: its micro-batches, one after the other, and how the
/// weights are moved then.
///
/// @param average decay of the weights' moving average, if one is kept
/// @param adapter trained on frozen weights; absent: all weights are
/// @param quantized whether the frozen weights are kept in four bits
public record StepLoad(
        List<Part> parts,
        UpdateRule rule,
        OptionalDouble average,
        Optional<LoraConfig> adapter,
        boolean quantized) {
    public StepLoad {
        parts = List.copyOf(parts);
    }

    /// How a micro-batch is used.
    public enum Use {
        /// Its tokens are learned, in one pass.
        LEARN,
        /// The model is held to what another one predicts.
        HOLD,
        /// Answers are weighed against each other: read, then learned from.
        PREFER,
        /// As [#PREFER], by a score head.
        SCORE,
        /// The model writes so many texts of so many tokens itself.
        WRITE
    }

    /// @param length tokens a row, padding included
    /// @param counted share of the positions that count in the loss: the others need no logits
    public record Part(Use use, int rows, int length, double counted) {
        /// All of whose positions count.
        Part(Use use, int rows, int length) {
            this(use, rows, length, 1);
        }

        public long tokens() {
            return (long) rows * length;
        }
    }

    /// That a step learns from, padding included.
    public long tokens() {
        return parts.stream().filter(p -> p.use() != Use.WRITE).mapToLong(Part::tokens).sum();
    }

    /// Of the largest micro-batch.
    public long mostTokens() {
        return parts.stream()
                .filter(p -> p.use() != Use.WRITE)
                .mapToLong(Part::tokens)
                .max()
                .orElse(0);
    }

    public boolean has(Use use) {
        return parts.stream().anyMatch(part -> part.use() == use);
    }
}
