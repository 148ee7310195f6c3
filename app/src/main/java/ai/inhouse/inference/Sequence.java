package ai.inhouse.inference;

import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One prompt and what has been written after it so far.
final class Sequence {
    private final Batch.Request request;
    private final int[] ids;
    private final int promptLength;
    private final TokenChoice choice;
    private final KeyValueCache cache;
    private final Logprobs[] promptLogprobs;
    private int length;
    private int computed;
    private int stepFrom;
    private int sharedTokens;
    private boolean read;
    private int firstRow = -1;
    private int firstPosition;
    private boolean inStep;
    private int chosen;
    private Optional<Logprobs> chosenLogprobs = Optional.empty();
    private Optional<Speculation> speculation = Optional.empty();

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
        this.choice = new TokenChoice(request, seed, room);
        this.cache = cache;
        this.promptLogprobs = new Logprobs[request.logprobs().prompt() ? prompt.length - 1 : 0];
    }

    Batch.Listener listener() {
        return request.listener();
    }

    boolean isExact() {
        return request.arithmetic() == Arithmetic.EXACT;
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

    /// Whether another sequence, which came before, begins with the same prompt and may be shared
    /// with.
    boolean isLike(Sequence earlier) {
        return request.sharing().isPresent()
                && request.sharing().equals(earlier.request.sharing())
                && request.adapter().equals(earlier.request.adapter())
                && isExact() == earlier.isExact()
                && promptLogprobs.length == 0
                && promptLength == earlier.promptLength
                && Arrays.equals(request.prompt(), earlier.request.prompt());
    }

    /// Whether all of its prompt but the last token was computed before the coming step.
    boolean hasPrompt() {
        return (inStep ? stepFrom : computed) >= promptLength - 1;
    }

    /// Takes the prompt over from a sequence like it that has read it, but for the last token,
    /// whose logits it needs itself. Where there is too little room for it, it takes over less.
    void fork(Sequence earlier) {
        int end = promptLength - 1;
        computed = cache.adopt(ids, computed, end);
        if (cache.fork(earlier.cache, computed, end)) {
            computed = end;
        }
        sharedTokens = read ? sharedTokens : computed;
    }

    /// How many tokens the next step could compute.
    int pending() {
        return length - computed;
    }

    /// Guesses tokens for the coming step, where there is room for their keys and values.
    ///
    /// @param model that guesses where the text itself gives no guess
    void draft(Optional<DraftModel> model, Speculation.Costs costs) {
        if (speculation.isEmpty()) {
            Optional<ModelDraft> own =
                    model.map(m -> new ModelDraft(m, request.sampling(), choice.draftSeed()));
            speculation = Optional.of(new Speculation(ids.length, own));
        }
        Speculation guesses = speculation.get();
        guesses.guess(ids, length, ids.length - length - 1, costs);
        if (guesses.drafted() > 0 && !reserve(1 + guesses.drafted())) {
            guesses.drop();
        }
    }

    /// Tokens that the coming step computes of it beside the last one.
    private int drafted() {
        return speculation.map(Speculation::drafted).orElse(0);
    }

    /// Makes room for that many more tokens.
    boolean reserve(int tokens) {
        return cache.tryReserve(computed + tokens);
    }

    /// Adds that many of the tokens that were not computed yet.
    void addTo(Step step, int tokens) {
        inStep = true;
        stepFrom = computed;
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
        for (int i = 0; i < drafted(); i++) {
            step.add(speculation.orElseThrow().token(i), cache, computed + i, true);
        }
    }

    /// Forgets that it was in a step.
    void leaveStep() {
        inStep = false;
        firstRow = -1;
        speculation.ifPresent(Speculation::drop);
    }

    /// Looks at a row of logits. Rows of a sequence may be looked at by several threads at once.
    void see(int row, Sampler sampler, float[] logits, int at) {
        if (drafted() > 0) {
            speculation.orElseThrow().keep(row - firstRow, logits, at, sampler.vocabulary());
            return;
        }
        int position = firstPosition + row - firstRow;
        LogprobsWanted wanted = request.logprobs();
        if (position < promptLogprobs.length && !read) {
            sampler.keep(logits, at);
            promptLogprobs[position] = sampler.logprobs(ids[position + 1], wanted.top());
        }
        if (position == length - 1 && length < ids.length) {
            choose(sampler, logits, at, Guess.NONE);
        }
    }

    private void choose(Sampler sampler, float[] logits, int at, Guess guess) {
        LogprobsWanted wanted = request.logprobs();
        if (wanted.written()) {
            sampler.keep(logits, at);
        }
        chosen = choice.choose(sampler, logits, at, guess);
        if (wanted.written()) {
            chosenLogprobs = Optional.of(sampler.logprobs(chosen, wanted.top()));
        }
    }

    /// Takes over what a step has computed, and tells of it.
    ///
    /// @param sampler of the calling thread
    /// @return why the sequence ends with it, if it does
    Optional<Finish> accept(Sampler sampler) {
        if (drafted() > 0) {
            Optional<Finish> finish = acceptDraft(speculation.orElseThrow(), sampler);
            cache.share(ids, computed);
            return finish;
        }
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

    /// Writes a token after the other as long as they are those of the draft, and one more.
    private Optional<Finish> acceptDraft(Speculation draft, Sampler sampler) {
        int accepted = 0;
        while (true) {
            choose(sampler, draft.logits(accepted), 0, draft.guess(accepted));
            Optional<Finish> finish = write();
            boolean same = accepted < draft.drafted() && chosen == draft.token(accepted);
            if (finish.isPresent() || !same) {
                computed += accepted;
                draft.accepted(accepted);
                return finish;
            }
            accepted++;
        }
    }

    private Optional<Finish> write() {
        if (choice.isStop(chosen)) {
            return Optional.of(Finish.STOP);
        }
        ids[length++] = chosen;
        choice.wrote(chosen);
        if (!listener().written(chosen, chosenLogprobs)) {
            return Optional.of(Finish.CANCELLED);
        }
        if (choice.isOver()) {
            return Optional.of(Finish.STOP);
        }
        return length == ids.length ? Optional.of(Finish.LENGTH) : Optional.empty();
    }

    /// Gives the cache back. What was written stays, and is read again as if it were a prompt.
    void restart() {
        cache.clear();
        speculation.ifPresent(Speculation::release);
        computed = 0;
        sharedTokens = read ? sharedTokens : 0;
    }

    /// What came of its drafts.
    Generator.Drafts drafts() {
        return speculation.map(Speculation::drafts).orElse(Generator.Drafts.NONE);
    }

    /// What was written.
    int[] written() {
        return Arrays.copyOfRange(ids, promptLength, length);
    }
}
