package ai.inhouse.inference;

import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import java.util.List;
import java.util.Optional;

/// Sequences that are written together and come and go at any step. One thread uses a batch.
public interface Batch extends AutoCloseable {
    /// Whether there is a free place, and memory for the keys and values of such a prompt. What is
    /// admitted always comes to its end: where memory runs out later, the youngest sequence gives
    /// its own back and is read again when there is room.
    boolean hasRoom(int promptTokens);

    /// @throws ai.inhouse.base.InhouseException if the prompt is longer than the model's context
    void add(Request request);

    /// Sequences that have not ended.
    int size();

    /// Writes a token of each sequence whose prompt is read, and reads a piece of the other
    /// prompts. Listeners are told on this thread.
    void step();

    /// Ends all sequences with an error, as after a step that threw.
    void fail(RuntimeException cause);

    /// Ends all sequences as [Generator.Finish#CANCELLED].
    @Override
    void close();

    /// What is asked of the model.
    ///
    /// @param sharing sequences with equal values may use each other's keys and values where they
    ///   begin alike; empty for one that shares with nobody
    /// @param constraint what the text must be; used by this sequence alone
    /// @param logprobs which log-probabilities the listener hears of
    /// @param arithmetic [Arithmetic#EXACT] for a text that must not depend on what else is in the
    ///   batch, whatever the engine's own is
    /// @param adapter that the model is asked with; empty for the model itself, or what the
    ///   generator adds to it anyway
    record Request(
            int[] prompt,
            Sampling sampling,
            Optional<String> sharing,
            Optional<Constraint> constraint,
            LogprobsWanted logprobs,
            Arithmetic arithmetic,
            Optional<AdapterWeights> adapter,
            Listener listener) {
        /// Without an adapter.
        public Request(
                int[] prompt,
                Sampling sampling,
                Optional<String> sharing,
                Optional<Constraint> constraint,
                LogprobsWanted logprobs,
                Arithmetic arithmetic,
                Listener listener) {
            this(
                    prompt,
                    sampling,
                    sharing,
                    constraint,
                    logprobs,
                    arithmetic,
                    Optional.empty(),
                    listener);
        }
    }

    /// @param written whether those of written tokens are wanted
    /// @param prompt whether those of the prompt's tokens are wanted, for which all of it is read
    /// @param top how many of the likeliest tokens are told beside each
    record LogprobsWanted(boolean written, boolean prompt, int top) {
        public static final LogprobsWanted NONE = new LogprobsWanted(false, false, 0);
    }

    /// How likely the model itself found a token, whatever the sampling made of it.
    ///
    /// @param topIds the likeliest tokens, likeliest first, with `topLogprobs`
    record Logprobs(int id, float logprob, int[] topIds, float[] topLogprobs) {}

    /// Hears what becomes of a sequence. It must not wait.
    interface Listener {
        /// Whether anyone still waits for the text; asked before each step.
        boolean wanted();

        /// The prompt has been read.
        ///
        /// @param sharedTokens so many of them had been read for another sequence
        /// @param logprobs of all its tokens but the first, where they were wanted
        void read(int sharedTokens, List<Logprobs> logprobs);

        /// @return false to end the sequence
        boolean written(int id, Optional<Logprobs> logprobs);

        /// The last call unless the sequence failed.
        void ended(Completion completion);

        /// The last call.
        void failed(RuntimeException cause);
    }
}
