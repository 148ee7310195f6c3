package ai.inhouse.costs;

import ai.inhouse.inference.DecodeBench;

/// How fast a model answers on this machine.
///
/// @param weights how they are held
/// @param streams that are answered at once in a batch
/// @param prefillTokensPerSecond of a prompt
/// @param streamTokensPerSecond of one answer alone
/// @param batchTokensPerSecond of all answers of a batch together
public record ServingRate(
        String model,
        String weights,
        int threads,
        int streams,
        double prefillTokensPerSecond,
        double streamTokensPerSecond,
        double batchTokensPerSecond) {
    private static final int PROMPT_TOKENS = 512;
    private static final int ANSWER_TOKENS = 64;

    /// A short measurement: some seconds for a small model.
    ///
    /// @param contextLength most tokens of a text
    public static ServingRate measure(
            String model, DecodeBench on, int streams, int contextLength) {
        int prompt = Math.min(PROMPT_TOKENS, contextLength - 2);
        int answer = Math.min(ANSWER_TOKENS, contextLength - 2);
        DecodeBench.Result prefill = on.prefill(prompt);
        DecodeBench.Result stream = on.decode(answer);
        DecodeBench.Result batch = on.batch(streams, answer);
        return new ServingRate(
                model,
                stream.format().toString(),
                stream.threads(),
                streams,
                prefill.tokensPerSecond(),
                stream.tokensPerSecond(),
                batch.tokensPerSecond());
    }

    double seconds(TokenUse use) {
        return seconds((double) use.promptTokens(), (double) use.answerTokens());
    }

    /// Seconds for which the machine is busy with so many tokens, answers in batches.
    double seconds(double promptTokens, double answerTokens) {
        return promptTokens / prefillTokensPerSecond + answerTokens / batchTokensPerSecond;
    }
}
