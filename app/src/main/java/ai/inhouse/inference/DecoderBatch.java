package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/// Continuous batching over a [DecoderNetwork] (Orca, Yu et al. 2022): each step writes a token of
/// every sequence whose prompt is read, and reads prompts as far as the step has room, so that a
/// long prompt delays nobody by more than a step.
///
/// Sequences stand in the order of their arrival. Where memory runs out, the youngest gives its
/// pages back and waits until another one ends; the oldest always goes on, so all come to an end.
final class DecoderBatch implements Batch {
    /// Sequences in a batch. More make each of them slower and the whole hardly faster.
    static final int SLOTS = 32;

    /// Most tokens of prompts in a step that also writes: its time is the others' wait.
    private static final int READ_BESIDE_WRITING = 64;

    private final DecoderNetwork network;
    private final Sampler[] samplers;
    private final Step step;
    private final ReentrantLock lock;
    private final List<Sequence> active = new ArrayList<>();
    private final Sequence[] byRow;

    /// Whether a sequence had to give its memory back and none has ended since.
    private boolean starved;

    /// @param samplers one for each member of the team
    /// @param step used while holding the lock, as are the samplers and the network
    DecoderBatch(DecoderNetwork network, Sampler[] samplers, Step step, ReentrantLock lock) {
        this.network = network;
        this.samplers = samplers;
        this.step = step;
        this.lock = lock;
        this.byRow = new Sequence[DecoderNetwork.STEP_TOKENS];
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
        check(network.config(), request.prompt());
        long seed =
                request.sampling().seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        KeyValueCache cache = new KeyValueCache(network.pages(), request.sharing());
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
            step.clear();
            addWriters();
            addReaders();
            if (step.tokens() > 0) {
                network.forward(
                        step,
                        (row, logits, at, member) ->
                                byRow[row].see(row, samplers[member], logits, at));
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

    /// A token of each sequence that writes, oldest first.
    private void addWriters() {
        for (int i = 0; i < active.size(); i++) {
            Sequence sequence = active.get(i);
            sequence.leaveStep();
            if (sequence.writes() && makeRoom(sequence, 1)) {
                add(sequence, 1);
            }
        }
    }

    private void addReaders() {
        int room = step.tokens() == 0 ? step.room() : Math.min(step.room(), READ_BESIDE_WRITING);
        for (int i = 0; i < active.size() && room > 0; i++) {
            Sequence sequence = active.get(i);
            boolean waits = starved && !sequence.begun() && i > 0;
            if (sequence.inStep() || sequence.writes() || waits) {
                continue;
            }
            sequence.adopt();
            int tokens = Math.min(room, sequence.pending());
            if (makeRoom(sequence, tokens)) {
                add(sequence, tokens);
                room -= tokens;
            }
        }
    }

    private void add(Sequence sequence, int tokens) {
        int rows = step.logitRows();
        sequence.addTo(step, tokens);
        for (int row = rows; row < step.logitRows(); row++) {
            byRow[row] = sequence;
        }
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
                Optional<Finish> finish = sequence.accept();
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
        sequence.listener().ended(new Completion(sequence.written(), finish));
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

    /// @throws InhouseException if the model cannot read these tokens
    static void check(ModelConfig config, int[] ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException("a prompt needs a token");
        }
        if (ids.length > config.maxLength()) {
            throw InhouseException.badInput(
                    "generating",
                    "a prompt of %d tokens".formatted(ids.length),
                    "the model reads at most %d".formatted(config.maxLength()),
                    "Shorten the prompt, or use a model with a longer context.");
        }
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw InhouseException.badInput(
                        "generating",
                        "token %d".formatted(id),
                        "the model's vocabulary ends at %d".formatted(config.vocabularySize() - 1),
                        "Use the tokenizer that belongs to the model.");
            }
        }
    }
}
