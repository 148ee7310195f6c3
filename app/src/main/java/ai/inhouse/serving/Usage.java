package ai.inhouse.serving;

/// Tokens read and written, over all choices.
record Usage(
        int promptTokens,
        int completionTokens,
        int totalTokens,
        PromptTokensDetails promptTokensDetails) {
    /// @param cachedTokens those of the prompts that needed no reading
    record PromptTokensDetails(int cachedTokens) {}

    static Usage of(int promptTokens, int cachedTokens, int completionTokens) {
        return new Usage(
                promptTokens,
                completionTokens,
                promptTokens + completionTokens,
                new PromptTokensDetails(cachedTokens));
    }
}
