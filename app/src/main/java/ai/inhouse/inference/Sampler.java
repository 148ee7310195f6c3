package ai.inhouse.inference;

import java.util.BitSet;
import java.util.SplittableRandom;

/// Chooses the next token from logits, with room for one thread's candidates. The order is that of
/// transformers: repetition penalty, temperature, the `k` likeliest, then the likeliest whose
/// probabilities reach `p`.
final class Sampler {
    private final int vocabulary;
    private final Candidates candidates;

    Sampler(int vocabulary) {
        this.vocabulary = vocabulary;
        this.candidates = new Candidates(vocabulary);
    }

    /// @param logits changed by the penalty
    /// @param seen which tokens the prompt and the text so far hold
    int choose(
            float[] logits,
            int at,
            Generator.Sampling sampling,
            Seen seen,
            SplittableRandom random) {
        if (sampling.repetitionPenalty() != 1) {
            penalize(logits, at, seen, (float) sampling.repetitionPenalty());
        }
        if (sampling.temperature() == 0) {
            return Curves.argMax(logits, at, vocabulary);
        }
        float greatest = logits[at + Curves.argMax(logits, at, vocabulary)];
        candidates.take(logits, at, greatest, sampling);
        return candidates.draw(random.nextDouble());
    }

    /// Divides what is positive and multiplies what is negative (Keskar et al. 2019).
    private static void penalize(float[] logits, int at, Seen seen, float penalty) {
        for (int i = 0; i < seen.count(); i++) {
            int index = at + seen.id(i);
            logits[index] = logits[index] > 0 ? logits[index] / penalty : logits[index] * penalty;
        }
    }

    /// The distinct tokens of a sequence.
    static final class Seen {
        private final BitSet known = new BitSet();
        private final int[] ids;
        private int count;

        /// @param capacity most tokens in the sequence
        Seen(int capacity) {
            this.ids = new int[capacity];
        }

        void add(int id) {
            if (!known.get(id)) {
                known.set(id);
                ids[count++] = id;
            }
        }

        int count() {
            return count;
        }

        int id(int index) {
            return ids[index];
        }
    }
}
