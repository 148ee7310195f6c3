package ai.inhouse.serving;

import ai.inhouse.inference.Generator;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import java.util.function.Consumer;

/// One completion to be generated: a choice of a request.
final class Job {
    private final int choice;
    private final int[] prompt;
    private final Sampling sampling;
    private final TextStream text;
    private final Consumer<Event> listener;
    private volatile boolean cancelled;

    /// @param listener hears of each piece of text and then of the end, on the generating thread;
    ///   it must not wait
    Job(int choice, int[] prompt, Sampling sampling, TextStream text, Consumer<Event> listener) {
        this.choice = choice;
        this.prompt = prompt;
        this.sampling = sampling;
        this.text = text;
        this.listener = listener;
    }

    /// What happens to a choice: text any number of times, then one end.
    sealed interface Event {
        int choice();

        record Text(int choice, String text) implements Event {}

        /// @param finishReason `stop` or `length`
        record Done(int choice, String finishReason, int completionTokens) implements Event {}

        record Failed(int choice, RuntimeException cause) implements Event {}
    }

    /// Ends the generation at its next token, or before it has begun.
    void cancel() {
        cancelled = true;
    }

    /// Tells that it will never be generated.
    void abandon() {
        listener.accept(new Event.Failed(choice, ApiException.stopping()));
    }

    void run(Generator generator) {
        if (cancelled) {
            return;
        }
        try {
            Completion completion = generator.stream(prompt, sampling, this::token);
            if (cancelled) {
                abandon();
                return;
            }
            emit(text.finish());
            boolean stop = text.stopped() || completion.finish() == Finish.STOP;
            listener.accept(
                    new Event.Done(choice, stop ? "stop" : "length", completion.ids().length));
        } catch (RuntimeException e) {
            listener.accept(new Event.Failed(choice, e));
        }
    }

    private boolean token(int id) {
        emit(text.accept(id));
        return !cancelled && !text.stopped();
    }

    private void emit(String piece) {
        if (!piece.isEmpty()) {
            listener.accept(new Event.Text(choice, piece));
        }
    }
}
