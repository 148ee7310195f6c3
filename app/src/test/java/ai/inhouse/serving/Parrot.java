package ai.inhouse.serving;

import ai.inhouse.inference.AdapterWeights;
import ai.inhouse.inference.Batch;
import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.ByteTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/// A deterministic model: it says the user's last words, or the whole prompt where there are none.
/// With a temperature it begins at a place that the seed chooses. Words that begin with `forever`
/// are said without end. Writes for one request at a time unless told otherwise.
public final class Parrot implements BatchingGenerator {
    private final ByteTokenizer tokenizer = new ByteTokenizer();
    private final Duration perToken;
    private final int slots;
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final List<String> prompts = new CopyOnWriteArrayList<>();

    /// @param perToken how long it takes over each token
    public Parrot(Duration perToken) {
        this(perToken, 1);
    }

    /// @param slots requests that it writes for at a time
    Parrot(Duration perToken, int slots) {
        this.perToken = perToken;
        this.slots = slots;
    }

    @Override
    public void draftBy(Weights draft, WeightFormat format) {
        throw new UnsupportedOperationException("a parrot guesses nothing");
    }

    @Override
    public AdapterWeights prepare(Adapter adapter) {
        throw new UnsupportedOperationException("a parrot learns nothing");
    }

    @Override
    public BatchingGenerator with(AdapterWeights adapter) {
        throw new UnsupportedOperationException("a parrot learns nothing");
    }

    @Override
    public List<Completion> generate(List<int[]> many, Sampling sampling) {
        return many.stream().map(p -> stream(p, sampling, id -> true)).toList();
    }

    @Override
    public Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        throw new UnsupportedOperationException("the server uses batches");
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        return sequences.stream().map(this::score).toList();
    }

    @Override
    public float[] score(int[] ids) {
        return new float[ids.length - 1];
    }

    @Override
    public float[] embed(int[] ids) {
        throw new UnsupportedOperationException("a parrot has no thoughts");
    }

    @Override
    public long keyValueTokens() {
        return 100_000;
    }

    @Override
    public long keyValueTokensUsed() {
        return 0;
    }

    @Override
    public Batch newBatch() {
        return new Perch();
    }

    @Override
    public void close() {}

    private static String words(String prompt) {
        int user = prompt.lastIndexOf("<|user|>");
        return user < 0
                ? prompt
                : prompt.substring(user + "<|user|>".length(), prompt.indexOf("<|end|>", user));
    }

    /// What is being said for one request.
    private final class Speech {
        final Batch.Request request;
        final int[] script;
        final boolean endless;
        final int start;
        int said;

        Speech(Batch.Request request, String text) {
            this.request = request;
            String words = words(text);
            this.script = tokenizer.encode(words);
            this.endless = words.startsWith("forever");
            Sampling sampling = request.sampling();
            this.start =
                    sampling.temperature() == 0 || script.length == 0
                            ? 0
                            : Math.floorMod(
                                    sampling.seed().orElseGet(System::nanoTime), script.length);
        }

        Optional<Finish> step() {
            if (!request.listener().wanted()) {
                cancelled.incrementAndGet();
                return Optional.of(Finish.CANCELLED);
            }
            if (said == 0) {
                request.listener().read(0, List.of());
            }
            if (said == request.sampling().maxTokens()) {
                return Optional.of(Finish.LENGTH);
            }
            if (!endless && start + said >= script.length) {
                return Optional.of(Finish.STOP);
            }
            int id = script[(start + said++) % script.length];
            boolean goOn = request.listener().written(id, Optional.empty());
            if (!goOn) {
                cancelled.incrementAndGet();
            }
            return goOn ? Optional.empty() : Optional.of(Finish.CANCELLED);
        }

        Completion completion(Finish finish) {
            int[] ids = new int[said];
            Arrays.setAll(ids, i -> script[(start + i) % script.length]);
            return new Completion(ids, finish);
        }
    }

    private final class Perch implements Batch {
        private final List<Speech> speeches = new ArrayList<>();

        @Override
        public boolean hasRoom(int promptTokens) {
            return speeches.size() < slots;
        }

        @Override
        public void add(Request request) {
            String text = tokenizer.decode(request.prompt(), false);
            prompts.add(text);
            if (text.contains("break the model")) {
                throw new IllegalStateException("a secret of the inside");
            }
            speeches.add(new Speech(request, text));
            running.incrementAndGet();
        }

        @Override
        public int size() {
            return speeches.size();
        }

        @Override
        public void step() {
            LockSupport.parkNanos(perToken.toNanos());
            for (Speech speech : List.copyOf(speeches)) {
                speech.step().ifPresent(finish -> end(speech, finish));
            }
        }

        private void end(Speech speech, Finish finish) {
            speeches.remove(speech);
            running.decrementAndGet();
            speech.request.listener().ended(speech.completion(finish));
        }

        @Override
        public void fail(RuntimeException cause) {
            throw cause;
        }

        @Override
        public void close() {
            for (Speech speech : List.copyOf(speeches)) {
                cancelled.incrementAndGet();
                end(speech, Finish.CANCELLED);
            }
        }
    }
}
