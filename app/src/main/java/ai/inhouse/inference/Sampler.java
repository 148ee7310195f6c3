package ai.inhouse.inference;

import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.inference.Generator.Shaping;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;

/// Chooses the next token from logits, with room for one thread's candidates. The order is that of
/// transformers: penalties and bias, what a constraint leaves, temperature, the `k` likeliest, the
/// likeliest of them whose probabilities reach `p`, those with enough of the first one's.
final class Sampler {
    private final int vocabulary;
    private final Candidates candidates;
    private final float[] untouched;

    Sampler(int vocabulary) {
        this.vocabulary = vocabulary;
        this.candidates = new Candidates(vocabulary);
        this.untouched = new float[vocabulary];
    }

    int vocabulary() {
        return vocabulary;
    }

    /// @param logits changed by all that shapes them
    /// @param seen which tokens the prompt and the text so far hold
    /// @param allowed the tokens among which to choose; empty for all
    /// @param guess that was drawn otherwise, to be taken if it can be; or none
    int choose(
            float[] logits,
            int at,
            Sampling sampling,
            Seen seen,
            Optional<BitSet> allowed,
            SplittableRandom random,
            Guess guess) {
        if (sampling.repetitionPenalty() != 1) {
            penalize(logits, at, seen, (float) sampling.repetitionPenalty());
        }
        shape(logits, at, seen, sampling.shaping());
        allowed.ifPresent(tokens -> forbidOthers(logits, at, tokens));
        int likeliest = Curves.argMax(logits, at, vocabulary);
        if (sampling.temperature() == 0) {
            return likeliest;
        }
        if (!guess.present() && takesAll(sampling)) {
            return WholeDraw.of(
                    logits, at, vocabulary, likeliest, sampling.temperature(), random.nextDouble());
        }
        float greatest = logits[at + likeliest];
        candidates.take(logits, at, greatest, sampling);
        return guess.present()
                ? candidates.drawOrTake(guess, random)
                : candidates.draw(random.nextDouble());
    }

    /// Draws a token by temperature and limits alone.
    ///
    /// @param chances zeros; receives how likely each token was
    int propose(float[] logits, Sampling sampling, SplittableRandom random, float[] chances) {
        candidates.take(logits, 0, logits[Curves.argMax(logits, 0, vocabulary)], sampling);
        candidates.chances(chances);
        return candidates.draw(random.nextDouble());
    }

    private static boolean takesAll(Sampling sampling) {
        return sampling.topK() == 0 && sampling.topP() == 1 && sampling.shaping().minP() == 0;
    }

    /// Divides what is positive and multiplies what is negative (Keskar et al. 2019).
    private static void penalize(float[] logits, int at, Seen seen, float penalty) {
        for (int i = 0; i < seen.count(); i++) {
            int index = at + seen.id(i);
            logits[index] = logits[index] > 0 ? logits[index] / penalty : logits[index] * penalty;
        }
    }

    private static void shape(float[] logits, int at, Seen seen, Shaping shaping) {
        if (shaping.presencePenalty() != 0 || shaping.frequencyPenalty() != 0) {
            for (int i = 0; i < seen.count(); i++) {
                int times = seen.timesWritten(i);
                if (times > 0) {
                    logits[at + seen.id(i)] -=
                            (float)
                                    (shaping.presencePenalty()
                                            + times * shaping.frequencyPenalty());
                }
            }
        }
        shaping.bias().forEach((id, bias) -> logits[at + id] += bias.floatValue());
    }

    private void forbidOthers(float[] logits, int at, BitSet allowed) {
        for (int id = allowed.nextClearBit(0); id < vocabulary; id = allowed.nextClearBit(id + 1)) {
            logits[at + id] = Float.NEGATIVE_INFINITY;
        }
    }

    /// Keeps the logits, so that [#logprobs] can tell of them when they have been changed.
    void keep(float[] logits, int at) {
        System.arraycopy(logits, at, untouched, 0, vocabulary);
    }

    /// Of the logits that were kept; once.
    Logprobs logprobs(int id, int top) {
        float own = untouched[id];
        int[] ids = candidates.likeliest(untouched, top);
        float[] values = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = untouched[ids[i]];
        }
        double sum = Curves.logSumExp(untouched, 0, vocabulary);
        for (int i = 0; i < ids.length; i++) {
            values[i] = (float) (values[i] - sum);
        }
        return new Logprobs(id, (float) (own - sum), ids, values);
    }
}
