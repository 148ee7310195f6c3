package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/// Generates with a [DecoderNetwork]. Whatever is generated or scored at the same time takes turns
/// at the network, step by step.
///
/// Where all is [Arithmetic#EXACT], a sequence's tokens do not depend on the batch it is in, nor on
/// the number of threads: every product is summed up in the same order whatever it is computed
/// with.
final class DecoderGenerator implements ReloadableGenerator {
    private final DecoderNetwork network;
    private final Sampler[] samplers;
    private final Step step = new Step(DecoderNetwork.STEP_TOKENS);
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean speculates;
    private final AtomicInteger adapters = new AtomicInteger();
    private final StepTimes times = new StepTimes();
    private Optional<DraftModel> drafts = Optional.empty();
    private boolean closed;

    /// @param speculates whether texts that are written alone are drafted, which changes nothing
    ///   but their speed
    DecoderGenerator(DecoderNetwork network, boolean speculates) {
        this.network = network;
        this.speculates = speculates;
        this.samplers = new Sampler[network.team().size()];
        for (int member = 0; member < samplers.length; member++) {
            samplers[member] = new Sampler(network.config().vocabularySize());
        }
    }

    @Override
    public void reload(Weights weights) {
        lock.lock();
        try {
            network.reload(weights);
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of weights that a step reads.
    long weightBytes() {
        return network.weightBytes();
    }

    @Override
    public Batch newBatch() {
        return newBatch(Optional.empty());
    }

    /// @param usual adapter of requests that name none; as below
    Batch newBatch(Optional<AdapterWeights> usual) {
        checkOpen();
        return new DecoderBatch(network, samplers, step, lock, speculates, usual, drafts, times);
    }

    @Override
    public void draftBy(Weights draft, WeightFormat format) {
        if (draft.config().vocabularySize() != network.config().vocabularySize()) {
            throw InhouseException.badInput(
                    "opening a draft model",
                    "a model of %d tokens".formatted(draft.config().vocabularySize()),
                    "the model that it guesses for has %d"
                            .formatted(network.config().vocabularySize()),
                    "Take a smaller model of the same family, with the same tokenizer.");
        }
        EngineOptions options = EngineOptions.fast(network.team().size());
        MatrixSource source = new RoundedWeights(draft, format);
        lock.lock();
        try {
            checkOpen();
            drafts.ifPresent(DraftModel::close);
            drafts =
                    Optional.of(
                            new DraftModel(new DecoderNetwork(source, options, network.team())));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AdapterWeights prepare(Adapter adapter) {
        String id = Integer.toString(adapters.incrementAndGet());
        return AdapterWeights.of(adapter, id, network.config());
    }

    @Override
    public BatchingGenerator with(AdapterWeights adapter) {
        return new AdaptedGenerator(this, adapter);
    }

    @Override
    public long keyValueTokens() {
        return (long) network.pages().limit() * Lanes.PAGE;
    }

    @Override
    public long keyValueTokensUsed() {
        lock.lock();
        try {
            return keyValueTokens() - (long) network.pages().available() * Lanes.PAGE;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Completion> generate(List<int[]> prompts, Sampling sampling) {
        return run(prompts, sampling, id -> true, i -> Optional.empty());
    }

    @Override
    public Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        return run(List.of(prompt), sampling, onToken, i -> Optional.empty()).getFirst();
    }

    /// Prompts enter the batch as soon as another one leaves it, so that it stays full until the
    /// last few.
    ///
    /// @param adapters with which each prompt is asked, by its index
    List<Completion> run(
            List<int[]> prompts,
            Sampling sampling,
            IntPredicate onToken,
            IntFunction<Optional<AdapterWeights>> adapters) {
        prompts.forEach(prompt -> ReadableTokens.check(network.config(), prompt));
        List<Collected> all = new ArrayList<>();
        try (Batch batch = newBatch()) {
            while (all.size() < prompts.size() || batch.size() > 0) {
                while (all.size() < prompts.size()
                        && batch.hasRoom(prompts.get(all.size()).length)) {
                    Collected one = new Collected(onToken);
                    int index = all.size();
                    Sampling seeded =
                            sampling.seed()
                                    .map(seed -> sampling.withSeed(seed + index))
                                    .orElse(sampling);
                    batch.add(
                            one.request(
                                    prompts.get(all.size()), seeded, adapters.apply(all.size())));
                    all.add(one);
                }
                batch.step();
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
            }
        }
        while (all.size() < prompts.size()) {
            all.add(new Collected(onToken));
        }
        return all.stream().map(Collected::completion).toList();
    }

    @Override
    public float[] score(int[] ids) {
        return scoreAll(List.of(ids)).getFirst();
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        return scoreAll(sequences, Optional.empty());
    }

    List<float[]> scoreAll(List<int[]> sequences, Optional<AdapterWeights> adapter) {
        sequences.forEach(ids -> ReadableTokens.check(network.config(), ids));
        lock.lock();
        try {
            checkOpen();
            return new Scoring(network, adapter, step).run(sequences);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public float[] embed(int[] ids) {
        return embed(ids, Optional.empty());
    }

    float[] embed(int[] ids, Optional<AdapterWeights> adapter) {
        ReadableTokens.check(network.config(), ids);
        checkOpen();
        return new Embedding(network, adapter, step, lock).of(ids);
    }

    private void checkOpen() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the generator is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                drafts.ifPresent(DraftModel::close);
                network.team().close();
                network.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Collects one prompt's completion.
    private static final class Collected implements Batch.Listener {
        private final IntPredicate onToken;
        private Completion completion = new Completion(new int[0], Finish.CANCELLED);

        Collected(IntPredicate onToken) {
            this.onToken = onToken;
        }

        Batch.Request request(int[] prompt, Sampling sampling, Optional<AdapterWeights> adapter) {
            return new Batch.Request(
                    prompt,
                    sampling,
                    Optional.empty(),
                    Optional.empty(),
                    Batch.LogprobsWanted.NONE,
                    Arithmetic.FAST,
                    adapter,
                    this);
        }

        Completion completion() {
            return completion;
        }

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void read(int sharedTokens, List<Batch.Logprobs> logprobs) {}

        @Override
        public boolean written(int id, Optional<Batch.Logprobs> logprobs) {
            return onToken.test(id);
        }

        @Override
        public void ended(Completion completion) {
            this.completion = completion;
        }

        @Override
        public void failed(RuntimeException cause) {
            throw cause;
        }
    }
}
