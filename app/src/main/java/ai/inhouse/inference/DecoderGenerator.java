package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// Generates with a [DecoderNetwork]. Prompts enter a batch as soon as another one leaves it, so
/// the batch stays full until the last few; long prompts are read in pieces beside the others'
/// steps.
///
/// A sequence's tokens do not depend on the batch it is in, nor on the number of threads: every
/// product is summed up in the same order whatever it is computed with.
final class DecoderGenerator implements Generator {
    /// Sequences in a batch. More make each of them slower and the whole hardly faster.
    private static final int SLOTS = 32;

    private final DecoderNetwork network;
    private final Sampler[] samplers;
    private final Step step = new Step(DecoderNetwork.STEP_TOKENS);
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    DecoderGenerator(DecoderNetwork network) {
        this.network = network;
        this.samplers = new Sampler[network.team().size()];
        for (int member = 0; member < samplers.length; member++) {
            samplers[member] = new Sampler(network.config().vocabularySize());
        }
    }

    @Override
    public List<Completion> generate(List<int[]> prompts, Sampling sampling) {
        return run(prompts, sampling, id -> true);
    }

    @Override
    public Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        return run(List.of(prompt), sampling, onToken).getFirst();
    }

    private List<Completion> run(List<int[]> prompts, Sampling sampling, IntPredicate onToken) {
        prompts.forEach(this::check);
        long seed = sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        return alone(() -> new Batch(prompts, sampling, seed, onToken).run());
    }

    @Override
    public float[] score(int[] ids) {
        return scoreAll(List.of(ids)).getFirst();
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        sequences.forEach(this::check);
        return alone(() -> new Scoring(network, step).run(sequences));
    }

    private <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the generator is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void check(int[] ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException("a prompt needs a token");
        }
        int maxLength = network.config().maxLength();
        if (ids.length > maxLength) {
            throw InhouseException.badInput(
                    "generating",
                    "a prompt of %d tokens".formatted(ids.length),
                    "the model reads at most %d".formatted(maxLength),
                    "Shorten the prompt, or use a model with a longer context.");
        }
        for (int id : ids) {
            if (id < 0 || id >= network.config().vocabularySize()) {
                throw InhouseException.badInput(
                        "generating",
                        "token %d".formatted(id),
                        "the model's vocabulary ends at %d"
                                .formatted(network.config().vocabularySize() - 1),
                        "Use the tokenizer that belongs to the model.");
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                network.team().close();
                network.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The prompts of one call on their way through the batch.
    private final class Batch {
        private final List<int[]> prompts;
        private final Sampling sampling;
        private final long seed;
        private final IntPredicate onToken;
        private final Completion[] completions;
        private final List<Sequence> active = new ArrayList<>();
        private final Sequence[] byRow = new Sequence[SLOTS];
        private int next;

        Batch(List<int[]> prompts, Sampling sampling, long seed, IntPredicate onToken) {
            this.prompts = prompts;
            this.sampling = sampling;
            this.seed = seed;
            this.onToken = onToken;
            this.completions = new Completion[prompts.size()];
        }

        List<Completion> run() {
            try {
                admit();
                while (!active.isEmpty()) {
                    advance();
                    settle();
                    if (Thread.currentThread().isInterrupted()) {
                        cancel();
                    }
                    admit();
                }
                return List.of(completions);
            } finally {
                active.forEach(sequence -> sequence.finish(Finish.CANCELLED));
            }
        }

        private void admit() {
            while (active.size() < SLOTS && next < prompts.size()) {
                active.add(
                        new Sequence(
                                next,
                                prompts.get(next),
                                sampling,
                                seed + next,
                                network.config().maxLength(),
                                network.newCache(),
                                onToken));
                next++;
            }
        }

        /// One step: a token of each sequence that is writing, and prompts as far as room is left.
        private void advance() {
            step.clear();
            for (int i = 0; i < active.size(); i++) {
                Sequence sequence = active.get(i);
                sequence.addTo(step);
                if (sequence.row() >= 0) {
                    byRow[sequence.row()] = sequence;
                }
            }
            network.forward(
                    step,
                    (row, logits, at, member) -> byRow[row].choose(samplers[member], logits, at));
        }

        /// Takes the chosen tokens over and lets those sequences go that end.
        private void settle() {
            for (int i = active.size() - 1; i >= 0; i--) {
                Sequence sequence = active.get(i);
                if (sequence.row() < 0) {
                    continue;
                }
                Optional<Finish> finish = sequence.accept();
                if (finish.isPresent()) {
                    completions[sequence.place()] = sequence.finish(finish.get());
                    active.remove(i);
                }
            }
        }

        /// Ends all: what was written so far is kept, the interrupt stays set for the caller.
        private void cancel() {
            for (Sequence sequence : active) {
                completions[sequence.place()] = sequence.finish(Finish.CANCELLED);
            }
            active.clear();
            for (; next < prompts.size(); next++) {
                completions[next] = new Completion(new int[0], Finish.CANCELLED);
            }
        }
    }
}
