package ai.inhouse.inference;

import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/// One prompt and what has been written after it so far.
final class Sequence {
    private final int place;
    private final int[] ids;
    private final int promptLength;
    private final Sampling sampling;
    private final int[] stops;
    private final IntPredicate onToken;
    private final SplittableRandom random;
    private final Sampler.Seen seen;
    private final KeyValueCache cache;
    private int length;
    private int computed;
    private int row = -1;
    private int chosen;

    /// @param place of its prompt among those of the call
    /// @param maxLength the model's longest sequence
    /// @param seed of this sequence
    Sequence(
            int place,
            int[] prompt,
            Sampling sampling,
            long seed,
            int maxLength,
            KeyValueCache cache,
            IntPredicate onToken) {
        // The last token is not fed back, so one more than the longest sequence can be written.
        int room = (int) Math.min((long) prompt.length + sampling.maxTokens(), maxLength + 1L);
        this.place = place;
        this.ids = Arrays.copyOf(prompt, room);
        this.promptLength = prompt.length;
        this.length = prompt.length;
        this.sampling = sampling;
        this.stops = sampling.stopIds().stream().mapToInt(Integer::intValue).toArray();
        this.onToken = onToken;
        this.random = new SplittableRandom(seed);
        this.cache = cache;
        this.seen = new Sampler.Seen(room);
        for (int id : prompt) {
            seen.add(id);
        }
    }

    /// Adds as many of the tokens that were not computed yet as the step has room for.
    void addTo(Step step) {
        row = -1;
        int end = Math.min(length, computed + step.room());
        for (; computed < end; computed++) {
            row = step.add(ids[computed], cache, computed, computed == length - 1);
        }
    }

    int place() {
        return place;
    }

    /// Its row of the step's logits, or -1.
    int row() {
        return row;
    }

    void choose(Sampler sampler, float[] logits, int at) {
        chosen = sampler.choose(logits, at, sampling, seen, random);
    }

    /// Takes the chosen token over.
    ///
    /// @return why the sequence ends with it, if it does
    Optional<Finish> accept() {
        for (int stop : stops) {
            if (stop == chosen) {
                return Optional.of(Finish.STOP);
            }
        }
        ids[length++] = chosen;
        seen.add(chosen);
        if (!onToken.test(chosen)) {
            return Optional.of(Finish.CANCELLED);
        }
        return length == ids.length ? Optional.of(Finish.LENGTH) : Optional.empty();
    }

    /// Gives the cache back and says what was written.
    Completion finish(Finish finish) {
        cache.clear();
        return new Completion(Arrays.copyOfRange(ids, promptLength, length), finish);
    }
}
