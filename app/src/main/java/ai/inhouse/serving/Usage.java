package ai.inhouse.serving;

import ai.inhouse.inference.Generator.Drafts;

/// Tokens read and written, over all choices.
record Usage(
        int promptTokens,
        int completionTokens,
        int totalTokens,
        PromptTokensDetails promptTokensDetails,
        CompletionTokensDetails completionTokensDetails) {
    /// @param cachedTokens those of the prompts that needed no reading
    record PromptTokensDetails(int cachedTokens) {}

    /// What was guessed ahead of the model. Unlike OpenAI's, tokens that were rejected are not
    /// counted among those written.
    ///
    /// @param acceptedPredictionTokens tokens that were written as guessed
    /// @param rejectedPredictionTokens guesses that were thrown away
    record CompletionTokensDetails(int acceptedPredictionTokens, int rejectedPredictionTokens) {}

    /// Where nothing was written.
    static Usage read(int promptTokens) {
        return of(promptTokens, 0, 0, Drafts.NONE);
    }

    static Usage of(int promptTokens, int cachedTokens, int completionTokens, Drafts drafts) {
        return new Usage(
                promptTokens,
                completionTokens,
                promptTokens + completionTokens,
                new PromptTokensDetails(cachedTokens),
                new CompletionTokensDetails(
                        drafts.accepted(), drafts.drafted() - drafts.accepted()));
    }
}
