package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Guard;
import ai.inhouse.inference.AdapterWeights;
import ai.inhouse.inference.Arithmetic;
import ai.inhouse.inference.Batch;
import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Constraint;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.tokens.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One completion to be generated: a choice of a request.
final class Job implements Batch.Listener {
    private final int choice;
    private final KeyHolder caller;
    private final Batch.Request request;
    private final Tokenizer tokenizer;
    private final TextStream text;
    private final Timing timing;
    private final Consumer<Event> listener;
    private final Optional<ToolCallReader> tools;
    private final boolean oneCall;
    private final Guard guard;
    private final List<TokenLogprob> unsaid = new ArrayList<>();
    private int calls;
    private int written;
    private int charged;
    private boolean over;
    private volatile boolean cancelled;

    /// What is to be generated.
    ///
    /// @param tools finds calls in the text; empty where none are looked for
    /// @param oneCall whether the first call ends the text
    /// @param deterministic whether the text must not depend on what else is written
    /// @param guard holds the text against the company's policies
    /// @param adapter that the model is asked with
    record Task(
            int[] prompt,
            Sampling sampling,
            LogprobsWanted logprobs,
            Optional<Constraint> constraint,
            Optional<ToolCallReader> tools,
            boolean oneCall,
            boolean deterministic,
            Guard guard,
            Optional<AdapterWeights> adapter) {}

    /// @param text of this job's tokens
    /// @param listener hears of all events, on the generating thread; it must not wait
    Job(
            int choice,
            KeyHolder caller,
            Task task,
            Tokenizer tokenizer,
            TextStream text,
            Timing timing,
            Consumer<Event> listener) {
        this.choice = choice;
        this.caller = caller;
        this.tokenizer = tokenizer;
        this.text = text;
        this.tools = task.tools();
        this.oneCall = task.oneCall();
        this.guard = task.guard();
        this.timing = timing;
        this.listener = listener;
        this.request =
                new Batch.Request(
                        task.prompt(),
                        task.sampling(),
                        Optional.of(caller.sharing()),
                        task.constraint(),
                        task.logprobs(),
                        task.deterministic() ? Arithmetic.EXACT : Arithmetic.FAST,
                        task.adapter(),
                        this);
    }

    String caller() {
        return caller.name();
    }

    int promptTokens() {
        return request.prompt().length;
    }

    Batch.Request request() {
        return request;
    }

    /// Ends the generation at its next step, or before it has begun.
    void cancel() {
        cancelled = true;
    }

    /// Tells that it will never be generated.
    void abandon(ApiException why) {
        listener.accept(new Event.Failed(choice, why));
    }

    /// Whether it has been generated, or never will be.
    boolean over() {
        return over;
    }

    boolean expired() {
        return timing.expired();
    }

    /// Tokens written since the last call.
    int takeUncharged() {
        int tokens = written - charged;
        charged = written;
        return tokens;
    }

    @Override
    public boolean wanted() {
        return !cancelled && !expired();
    }

    @Override
    public void read(int sharedTokens, List<Logprobs> logprobs) {
        List<TokenLogprob> told =
                logprobs.stream().map(one -> TokenLogprob.of(tokenizer, one)).toList();
        listener.accept(new Event.Read(choice, sharedTokens, told));
    }

    @Override
    public boolean written(int id, Optional<Logprobs> logprobs) {
        timing.token();
        written++;
        logprobs.ifPresent(one -> unsaid.add(TokenLogprob.of(tokenizer, one)));
        say(text.accept(id));
        return !ended();
    }

    /// Whether nothing that still comes belongs to the answer.
    private boolean ended() {
        return text.stopped() || guard.stopped() || (oneCall && calls > 0);
    }

    private void say(String piece) {
        if (tools.isPresent()) {
            tell(tools.get().accept(piece));
        } else {
            emit(guard.accept(piece));
        }
    }

    private void tell(List<ToolCallReader.Part> parts) {
        for (ToolCallReader.Part part : parts) {
            switch (part) {
                case ToolCallReader.Part.Words(String words) -> emit(guard.accept(words));
                case ToolCallReader.Part.Called(ToolCall call) -> {
                    if (!oneCall || calls == 0) {
                        listener.accept(new Event.Called(choice, calls++, call));
                    }
                }
            }
        }
    }

    /// Tells a piece of text together with the tokens that have come since the last.
    private void emit(String piece) {
        if (!piece.isEmpty()) {
            // Tokens tell what the model wrote, which is not what is told.
            List<TokenLogprob> tokens = guard.changed() ? List.of() : List.copyOf(unsaid);
            listener.accept(new Event.Text(choice, piece, tokens));
            unsaid.clear();
        }
    }

    @Override
    public void ended(Completion completion) {
        over = true;
        boolean called = oneCall && calls > 0;
        boolean cut = completion.finish() == Finish.CANCELLED && !ended();
        if (cut) {
            abandon(!cancelled && expired() ? ApiException.tooLate() : ApiException.stopping());
            return;
        }
        if (!called) {
            say(text.finish());
            tools.ifPresent(reader -> tell(reader.finish()));
        }
        emit(guard.finish());
        if (!unsaid.isEmpty() && !text.stopped() && !guard.changed()) {
            // Tokens that gave no text; those of a stop string are not told.
            listener.accept(new Event.Text(choice, "", List.copyOf(unsaid)));
        }
        if (!guard.findings().isEmpty()) {
            listener.accept(new Event.Guarded(choice, guard.findings()));
        }
        timing.ended();
        listener.accept(
                new Event.Done(
                        choice,
                        finishReason(completion),
                        completion.ids().length,
                        completion.drafts()));
    }

    private String finishReason(Completion completion) {
        if (guard.stopped()) {
            return Exchange.FILTERED;
        }
        if (calls > 0) {
            return "tool_calls";
        }
        return text.stopped() || completion.finish() == Finish.STOP ? Exchange.STOP : "length";
    }

    @Override
    public void failed(RuntimeException cause) {
        over = true;
        listener.accept(new Event.Failed(choice, cause));
    }
}
