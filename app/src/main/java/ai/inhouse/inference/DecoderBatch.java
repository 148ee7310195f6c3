package ai.inhouse.inference;

import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/// Continuous batching over a [DecoderNetwork] (Orca, Yu et al. 2022): each step writes a token of
/// every sequence whose prompt is read, and reads prompts as far as the step has room, so that a
/// long prompt delays nobody by more than a step.
///
/// A sequence that must not depend on the others is computed in one order of sums, in a step of its
/// own kind beside the others' (see [StepShare]). One that is alone drafts (see [Speculation]).
///
/// Sequences stand in the order of their arrival. Where memory runs out, the youngest gives its
/// pages back and waits until another one ends; the oldest always goes on, so all come to an end.
final class DecoderBatch implements Batch {
    /// Sequences in a batch. More make each of them slower and the whole hardly faster.
    static final int SLOTS = 32;

    /// Most tokens of prompts in a step that also writes.
    private static final int READ_BESIDE_WRITING = 64;

    /// Each takes about five times as long where the others are computed by matrix products.
    private static final int EXACT_READ_BESIDE_WRITING = 8;

    private final DecoderNetwork network;
    private final Sampler[] samplers;
    private final StepShare fast;
    private final StepShare exact;
    private final boolean speculates;
    private final Optional<AdapterWeights> usual;
    private final Optional<DraftModel> drafts;
    private final Speculation.Costs costs;
    private final ReentrantLock lock;
    private final List<Sequence> active = new ArrayList<>();

    /// Whether a sequence had to give its memory back and none has ended since.
    private boolean starved;

    /// @param samplers one for each member of the team
    /// @param step used while holding the lock, as are the samplers and the network
    /// @param speculates whether a sequence that is alone drafts
    /// @param usual adapter of sequences that name none
    /// @param drafts a model that guesses for a sequence that is alone
    /// @param times of steps, which all batches measure
    DecoderBatch(
            DecoderNetwork network,
            Sampler[] samplers,
            Step step,
            ReentrantLock lock,
            boolean speculates,
            Optional<AdapterWeights> usual,
            Optional<DraftModel> drafts,
            StepTimes times) {
        this.network = network;
        this.samplers = samplers;
        this.fast =
                new StepShare(
                        step, Arithmetic.FAST, DecoderNetwork.STEP_TOKENS, READ_BESIDE_WRITING);
        this.exact =
                new StepShare(
                        new Step(DecoderNetwork.EXACT_TOKENS),
                        Arithmetic.EXACT,
                        DecoderNetwork.EXACT_TOKENS,
                        EXACT_READ_BESIDE_WRITING);
        this.speculates = speculates;
        this.usual = usual;
        this.drafts = drafts;
        this.costs = new Speculation.Costs(times, network.weightBytes());
        this.lock = lock;
    }

    @Override
    public boolean hasRoom(int promptTokens) {
        lock.lock();
        try {
            int pages = Math.ceilDiv(promptTokens + 1, Lanes.PAGE);
            return active.size() < SLOTS
                    && (active.isEmpty()
                            || (!starved && pages + active.size() <= network.pages().available()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void add(Request request) {
        ReadableTokens.check(network.config(), request.prompt());
        long seed =
                request.sampling().seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        // Keys and values that were computed otherwise are other ones.
        Optional<String> sharing =
                network.isFast() && request.arithmetic() == Arithmetic.EXACT
                        ? request.sharing().map(group -> group + "\0exact")
                        : request.sharing();
        Optional<AdapterWeights> adapter = request.adapter().or(() -> usual);
        KeyValueCache cache = new KeyValueCache(network.pages(), sharing, adapter);
        active.add(new Sequence(request, seed, network.config().maxLength(), cache));
    }

    @Override
    public int size() {
        return active.size();
    }

    @Override
    public void step() {
        lock.lock();
        try {
            endUnwanted();
            fast.clear();
            exact.clear();
            addWriters();
            addReaders();
            long start = System.nanoTime();
            boolean computed = fast.compute(network, samplers);
            computed = exact.compute(network, samplers) || computed;
            if (active.size() == 1) {
                int tokens = fast.tokens() + exact.tokens();
                costs.times().took(tokens, System.nanoTime() - start);
            }
            if (computed) {
                settle();
            }
        } finally {
            lock.unlock();
        }
    }

    private void endUnwanted() {
        for (int i = active.size() - 1; i >= 0; i--) {
            if (!active.get(i).listener().wanted()) {
                end(i, Finish.CANCELLED);
            }
        }
    }

    /// Where a sequence's tokens are computed: where all is exact, there is one share.
    private StepShare share(Sequence sequence) {
        return sequence.isExact() && network.isFast() ? exact : fast;
    }

    /// A token of each sequence that writes, oldest first.
    private void addWriters() {
        for (int i = 0; i < active.size(); i++) {
            Sequence sequence = active.get(i);
            sequence.leaveStep();
            if (sequence.writes() && makeRoom(sequence, 1)) {
                if (speculates && active.size() == 1) {
                    sequence.draft(drafts, costs);
                }
                share(sequence).add(sequence, 1);
            }
        }
    }

    private void addReaders() {
        boolean idle = fast.isEmpty() && exact.isEmpty();
        fast.limitReading(idle);
        exact.limitReading(idle);
        for (int i = 0; i < active.size(); i++) {
            Sequence sequence = active.get(i);
            boolean waits = starved && !sequence.begun() && i > 0;
            StepShare share = share(sequence);
            if (sequence.inStep() || sequence.writes() || waits || share.readable() == 0) {
                continue;
            }
            if (follows(i)) {
                continue;
            }
            sequence.adopt();
            int tokens = Math.min(share.readable(), sequence.pending());
            if (makeRoom(sequence, tokens)) {
                share.read(sequence, tokens);
            }
        }
    }

    /// Several answers to one prompt: it is read for the first of them, and the others take it
    /// over.
    ///
    /// @return whether the sequence must wait until it is read
    private boolean follows(int index) {
        Sequence sequence = active.get(index);
        if (sequence.begun()) {
            return false;
        }
        for (Sequence earlier : active.subList(0, index)) {
            if (sequence.isLike(earlier)) {
                if (earlier.hasPrompt()) {
                    sequence.fork(earlier);
                    return false;
                }
                return true;
            }
        }
        return false;
    }

    /// Takes memory from younger sequences where there is none left, the youngest first. What is in
    /// the step already keeps its own.
    private boolean makeRoom(Sequence sequence, int tokens) {
        int i = active.size() - 1;
        while (!sequence.reserve(tokens)) {
            starved = true;
            while (active.get(i) != sequence && !active.get(i).canWait()) {
                i--;
            }
            if (active.get(i) == sequence) {
                if (sequence.writes()) {
                    sequence.restart();
                }
                return false;
            }
            active.get(i).restart();
        }
        return true;
    }

    /// Tells what was written and lets those sequences go that end.
    private void settle() {
        for (int i = active.size() - 1; i >= 0; i--) {
            Sequence sequence = active.get(i);
            try {
                Optional<Finish> finish = sequence.accept(samplers[0]);
                if (finish.isPresent()) {
                    end(i, finish.get());
                }
            } catch (RuntimeException e) {
                remove(i).listener().failed(e);
            }
        }
    }

    private void end(int index, Finish finish) {
        Sequence sequence = remove(index);
        sequence.listener().ended(new Completion(sequence.written(), finish, sequence.drafts()));
    }

    private Sequence remove(int index) {
        Sequence sequence = active.remove(index);
        sequence.restart();
        starved = false;
        return sequence;
    }

    @Override
    public void fail(RuntimeException cause) {
        lock.lock();
        try {
            while (!active.isEmpty()) {
                remove(active.size() - 1).listener().failed(cause);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            while (!active.isEmpty()) {
                end(active.size() - 1, Finish.CANCELLED);
            }
        } finally {
            lock.unlock();
        }
    }
}
