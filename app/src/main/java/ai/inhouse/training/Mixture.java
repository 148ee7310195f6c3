package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import java.util.ArrayList;
import java.util.List;

/// Several sources at once: each step has the micro-batches of all of them, one part after the
/// other, so that every step sees the same mixture.
public final class Mixture implements BatchSource<MixedBatch> {
    private final List<Part> parts;

    /// @param name as its loss is logged: `questions_loss`
    /// @param weight of its loss; those of the parts that are learned add up to one
    public record Part(String name, MixedBatch.Use use, double weight, BatchSource<Batch> source) {
        public static Part learned(String name, double weight, BatchSource<Batch> source) {
            return new Part(name, MixedBatch.Use.LEARN, weight, source);
        }

        public static Part held(String name, BatchSource<Batch> source) {
            return new Part(name, MixedBatch.Use.HOLD, 1, source);
        }
    }

    /// @throws IllegalArgumentException if the learned parts' weights do not add up to one
    public Mixture(List<Part> parts) {
        this.parts = List.copyOf(parts);
        double sum =
                parts.stream()
                        .filter(part -> part.use() == MixedBatch.Use.LEARN)
                        .mapToDouble(Part::weight)
                        .sum();
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("weights that add up to " + sum);
        }
    }

    @Override
    public int microBatches() {
        return parts.stream().mapToInt(part -> part.source().microBatches()).sum();
    }

    @Override
    public MixedBatch batch(long step, int micro) {
        int left = micro;
        for (Part part : parts) {
            if (left < part.source().microBatches()) {
                Batch batch = part.source().batch(step, left);
                return new MixedBatch(part.name(), part.use(), part.weight(), batch);
            }
            left -= part.source().microBatches();
        }
        throw new IndexOutOfBoundsException(micro);
    }

    @Override
    public Hash fingerprint() {
        List<String> hashed = new ArrayList<>();
        for (Part part : parts) {
            hashed.add("%s %s %s".formatted(part.name(), part.use(), part.weight()));
            hashed.add(part.source().fingerprint().hex());
        }
        return Hash.ofParts(hashed);
    }
}
