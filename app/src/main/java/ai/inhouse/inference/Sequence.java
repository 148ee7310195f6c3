package ai.inhouse.inference;

import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One prompt and what has been written after it so far.
final class Sequence {
    private final Batch.Request request;
    private final int[] ids;
    private final int promptLength;
    private final int[] stops;
    private final SplittableRandom random;
    private final Seen seen;
    private final KeyValueCache cache;
    private final Logprobs[] promptLogprobs;
    private int length;
    private int computed;
    private int sharedTokens;
    private boolean read;
    private int firstRow = -1;
    private int firstPosition;
    private boolean inStep;
    private int chosen;
    private Optional<Logprobs> chosenLogprobs = Optional.empty();

    /// @param seed of this sequence
    /// @param maxLength the model's longest sequence
    Sequence(Batch.Request request, long seed, int maxLength, KeyValueCache cache) {
        int[] prompt = request.prompt();
        Sampling sampling = request.sampling();
        // The last token is not fed back, so one more than the longest sequence can be written.
        int room = (int) Math.min((long) prompt.length + sampling.maxTokens(), maxLength + 1L);
        this.request = request;
        this.ids = Arrays.copyOf(prompt, room);
        this.promptLength = prompt.length;
        this.length = prompt.length;
        this.stops = sampling.stopIds().stream().mapToInt(Integer::intValue).toArray();
        this.random = new SplittableRandom(seed);
        this.cache = cache;
        this.seen = new Seen(penalizes(sampling) ? room : 0);
        this.promptLogprobs = new Logprobs[request.logprobs().prompt() ? prompt.length - 1 : 0];
        if (penalizes(sampling)) {
            for (int id : prompt) {
                seen.addRead(id);
            }
        }
    }

    private static boolean penalizes(Sampling sampling) {
        return sampling.repetitionPenalty() != 1
                || sampling.shaping().presencePenalty() != 0
                || sampling.shaping().frequencyPenalty() != 0;
    }

    Batch.Listener listener() {
        return request.listener();
    }

    /// Whether its prompt is read, so that a step writes a token.
    boolean writes() {
        return computed == length - 1 && read;
    }

    boolean begun() {
        return computed > 0;
    }

    /// Whether the coming step computes tokens of it.
    boolean inStep() {
        return inStep;
    }

    /// Whether it could give memory back before the coming step.
    boolean canWait() {
        return !inStep && begun();
    }

    /// Takes over what other sequences have computed.
    void adopt() {
        if (promptLogprobs.length > 0) {
            return;
        }
        int before = computed;
        computed = cache.adopt(ids, computed, length - 1);
        sharedTokens += read ? 0 : computed - before;
    }

    /// How many tokens the next step could compute.
    int pending() {
        return length - computed;
    }

    /// Makes room for that many more tokens.
    boolean reserve(int tokens) {
        return cache.tryReserve(computed + tokens);
    }

    /// Adds that many of the tokens that were not computed yet.
    void addTo(Step step, int tokens) {
        inStep = true;
        int end = computed + tokens;
        boolean reads = promptLogprobs.length > 0 && !read;
        for (; computed < end; computed++) {
            boolean last = computed == length - 1 && length < ids.length;
            int row = step.add(ids[computed], cache, computed, last || reads);
            if (row >= 0 && firstRow < 0) {
                firstRow = row;
                firstPosition = computed;
            }
        }
    }

    /// Forgets that it was in a step.
    void leaveStep() {
        inStep = false;
        firstRow = -1;
    }

    /// Looks at a row of logits. Rows of a sequence may be looked at by several threads at once.
    void see(int row, Sampler sampler, float[] logits, int at) {
        int position = firstPosition + row - firstRow;
        LogprobsWanted wanted = request.logprobs();
        if (position < promptLogprobs.length && !read) {
            sampler.keep(logits, at);
            promptLogprobs[position] = sampler.logprobs(ids[position + 1], wanted.top());
        }
        if (position == length - 1 && length < ids.length) {
            if (wanted.written()) {
                sampler.keep(logits, at);
            }
            chosen = sampler.choose(logits, at, request.sampling(), seen, allowed(), random);
            if (wanted.written()) {
                chosenLogprobs = Optional.of(sampler.logprobs(chosen, wanted.top()));
            }
        }
    }

    /// What the constraint leaves, and the stops where the text may end.
    private Optional<BitSet> allowed() {
        return request.constraint()
                .map(
                        constraint -> {
                            BitSet allowed = constraint.allowed();
                            if (!constraint.mayEnd()) {
                                return allowed;
                            }
                            BitSet withStops = (BitSet) allowed.clone();
                            for (int stop : stops) {
                                withStops.set(stop);
                            }
                            return withStops;
                        });
    }

    /// Takes over what a step has computed, and tells of it.
    ///
    /// @return why the sequence ends with it, if it does
    Optional<Finish> accept() {
        cache.share(ids, computed);
        if (computed < length) {
            return Optional.empty();
        }
        if (!read) {
            read = true;
            listener().read(sharedTokens, List.of(promptLogprobs));
        }
        return length == ids.length ? Optional.of(Finish.LENGTH) : write();
    }

    private Optional<Finish> write() {
        for (int stop : stops) {
            if (stop == chosen) {
                return Optional.of(Finish.STOP);
            }
        }
        ids[length++] = chosen;
        if (penalizes(request.sampling())) {
            seen.addWritten(chosen);
        }
        @Nullable Constraint constraint = request.constraint().orElse(null);
        if (constraint != null) {
            constraint.accept(chosen);
        }
        if (!listener().written(chosen, chosenLogprobs)) {
            return Optional.of(Finish.CANCELLED);
        }
        if (constraint != null && constraint.mayEnd() && constraint.allowed().isEmpty()) {
            return Optional.of(Finish.STOP);
        }
        return length == ids.length ? Optional.of(Finish.LENGTH) : Optional.empty();
    }

    /// Gives the cache back. What was written stays, and is read again as if it were a prompt.
    void restart() {
        cache.clear();
        computed = 0;
        sharedTokens = read ? sharedTokens : 0;
    }

    /// What was written.
    int[] written() {
        return Arrays.copyOfRange(ids, promptLength, length);
    }
}
