package ai.inhouse.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Writes text with a model. One batch at a time; thread-safe by waiting.
public interface Generator extends AutoCloseable {
    /// Continues many prompts in one batch. Results are in the prompts' order. Interrupting the
    /// calling thread ends the batch: what was written so far is returned as [Finish#CANCELLED].
    ///
    /// @param prompts token ids, each at least one
    /// @param sampling how tokens are chosen, the same for all; prompt i uses seed `seed + i`
    /// @throws ai.inhouse.base.InhouseException if a prompt is longer than the model's context
    List<Completion> generate(List<int[]> prompts, Sampling sampling);

    /// Continues one prompt, handing over each token as it comes.
    ///
    /// @param onToken false stops the generation
    Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken);

    /// log p of each continuation token given all before it, `ids.length - 1` values.
    float[] score(int[] ids);

    /// As [#score] for many sequences at once, which is faster. Results are in their order.
    List<float[]> scoreAll(List<int[]> sequences);

    @Override
    void close();

    /// @param maxTokens 0 only reads the prompt
    /// @param temperature 0 takes the most likely token
    /// @param topK at most so many candidates; 0 for no limit
    /// @param topP smallest set of candidates with at least this probability; 1 for all
    /// @param repetitionPenalty of all tokens that the prompt or the text holds
    /// @param stopIds tokens that end a completion; they are not part of it
    /// @param seed the same seed gives the same text; empty for a new one each time
    record Sampling(
            int maxTokens,
            double temperature,
            int topK,
            double topP,
            double repetitionPenalty,
            List<Integer> stopIds,
            Optional<Long> seed,
            Shaping shaping) {
        public Sampling {
            stopIds = List.copyOf(stopIds);
            boolean sane =
                    maxTokens >= 0
                            && temperature >= 0
                            && topK >= 0
                            && topP > 0
                            && topP <= 1
                            && repetitionPenalty > 0;
            if (!sane) {
                throw new IllegalArgumentException(
                        "no such sampling: %d tokens, temperature %s, top-k %d, top-p %s, penalty %s"
                                .formatted(maxTokens, temperature, topK, topP, repetitionPenalty));
            }
        }

        /// Without any shaping.
        public Sampling(
                int maxTokens,
                double temperature,
                int topK,
                double topP,
                double repetitionPenalty,
                List<Integer> stopIds,
                Optional<Long> seed) {
            this(
                    maxTokens,
                    temperature,
                    topK,
                    topP,
                    repetitionPenalty,
                    stopIds,
                    seed,
                    Shaping.NONE);
        }

        public Sampling withSeed(long value) {
            return new Sampling(
                    maxTokens,
                    temperature,
                    topK,
                    topP,
                    repetitionPenalty,
                    stopIds,
                    Optional.of(value),
                    shaping);
        }

        public static Sampling greedy(int maxTokens, List<Integer> stopIds) {
            return new Sampling(maxTokens, 0, 0, 1, 1, stopIds, Optional.of(0L));
        }
    }

    /// What else changes the model's distribution.
    ///
    /// @param minP candidates must have at least this share of the likeliest one's probability
    /// @param presencePenalty taken from the logits of all tokens that were written
    /// @param frequencyPenalty taken from their logits for each time that they were
    /// @param bias added to the logits of these tokens
    record Shaping(
            double minP,
            double presencePenalty,
            double frequencyPenalty,
            Map<Integer, Double> bias) {
        public static final Shaping NONE = new Shaping(0, 0, 0, Map.of());

        public Shaping {
            bias = Map.copyOf(bias);
            if (!(minP >= 0 && minP <= 1)) {
                throw new IllegalArgumentException("no such min-p: " + minP);
            }
        }
    }

    /// @param ids without the stop token
    record Completion(int[] ids, Finish finish, Drafts drafts) {
        /// Without drafts.
        public Completion(int[] ids, Finish finish) {
            this(ids, finish, Drafts.NONE);
        }
    }

    /// What was guessed of a text, so that a step could compute several of its tokens at once. The
    /// text is the same without.
    ///
    /// @param drafted tokens that were guessed
    /// @param accepted those of them that the model wrote too
    record Drafts(int drafted, int accepted) {
        public static final Drafts NONE = new Drafts(0, 0);
    }

    /// Why a completion ended.
    enum Finish {
        STOP,
        LENGTH,
        CANCELLED
    }
}
