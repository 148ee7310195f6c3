package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig;

/// What a model can read.
final class ReadableTokens {
    private ReadableTokens() {}

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
