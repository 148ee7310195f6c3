package ai.inhouse.inference;

import ai.inhouse.inference.Generator.Sampling;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;

/// How one sequence's tokens are chosen, with all that remembers those before: what penalties
/// count, where a constraint stands, and the random numbers.
final class TokenChoice {
    private final Sampling sampling;
    private final Optional<Constraint> constraint;
    private final int[] stops;
    private final SplittableRandom random;
    private final long seed;
    private final Seen seen;

    /// @param capacity most tokens in the sequence
    TokenChoice(Batch.Request request, long seed, int capacity) {
        this.sampling = request.sampling();
        this.constraint = request.constraint();
        this.stops = sampling.stopIds().stream().mapToInt(Integer::intValue).toArray();
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.seen = new Seen(penalizes() ? capacity : 0);
        if (penalizes()) {
            for (int id : request.prompt()) {
                seen.addRead(id);
            }
        }
    }

    private boolean penalizes() {
        return sampling.repetitionPenalty() != 1
                || sampling.shaping().presencePenalty() != 0
                || sampling.shaping().frequencyPenalty() != 0;
    }

    /// @param logits changed by all that shapes them
    /// @param guess to be taken or refused, if there is one
    int choose(Sampler sampler, float[] logits, int at, Guess guess) {
        return sampler.choose(logits, at, sampling, seen, allowed(), random, guess);
    }

    /// What the constraint leaves, and the stops where the text may end.
    private Optional<BitSet> allowed() {
        return constraint.map(
                one -> {
                    BitSet allowed = one.allowed();
                    if (!one.mayEnd()) {
                        return allowed;
                    }
                    BitSet withStops = (BitSet) allowed.clone();
                    for (int stop : stops) {
                        withStops.set(stop);
                    }
                    return withStops;
                });
    }

    /// For what guesses this sequence's tokens.
    long draftSeed() {
        return ~seed;
    }

    boolean isStop(int id) {
        for (int stop : stops) {
            if (stop == id) {
                return true;
            }
        }
        return false;
    }

    /// Remembers a token that was written.
    void wrote(int id) {
        if (penalizes()) {
            seen.addWritten(id);
        }
        constraint.ifPresent(one -> one.accept(id));
    }

    /// Whether nothing may follow.
    boolean isOver() {
        return constraint.filter(one -> one.mayEnd() && one.allowed().isEmpty()).isPresent();
    }
}
