package ai.inhouse.serving;

import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;

/// A model that clients can ask for by name. Whoever made the generator and the tokenizer closes
/// them, after the server.
///
/// @param contextLength the longest prompt and answer together, in tokens
/// @param defaults used where a request does not say
/// @param adapters with which it may be asked too
public record ServedModel(
        String name,
        BatchingGenerator generator,
        Tokenizer tokenizer,
        Chat chat,
        int contextLength,
        Defaults defaults,
        Adapters adapters) {
    /// Without adapters.
    public ServedModel(
            String name,
            BatchingGenerator generator,
            Tokenizer tokenizer,
            Chat chat,
            int contextLength,
            Defaults defaults) {
        this(name, generator, tokenizer, chat, contextLength, defaults, Adapters.none());
    }

    /// How tokens are chosen unless a request says otherwise, as in `generation_config.json`.
    ///
    /// @param topK at most so many candidates; 0 for no limit
    public record Defaults(double temperature, double topP, int topK, double repetitionPenalty) {
        /// What OpenAI's documentation promises.
        public static final Defaults OPENAI = new Defaults(1, 1, 0, 1);
    }
}
