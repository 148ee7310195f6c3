package ai.inhouse.tokens;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;

/// Opens the tokenizer of a model's folder.
public final class Tokenizers {
    private Tokenizers() {}

    /// @param folder with `tokenizer.json` and, mostly, `tokenizer_config.json`
    /// @throws InhouseException if the files are absent, malformed, or of a kind unknown here
    public static Tokenizer load(Path folder) {
        return DjlTokenizer.open(TokenizerDescription.read(folder));
    }

    /// The chat format of a model, by its own template.
    ///
    /// @return empty for a model whose folder has no chat template
    /// @throws InhouseException if there is one that cannot be understood
    public static Optional<Chat> chat(Path folder, Tokenizer tokenizer) {
        return ChatSettings.read(folder)
                .map(
                        settings ->
                                new ChatTemplate(
                                        settings, tokenizer, Clock.system(ZoneId.systemDefault())));
    }

    /// What a tokenizer's ids depend on: shards made with another one are refused.
    public static Hash hash(Path folder) {
        try {
            return Hash.of(folder.resolve(TokenizerWriter.TOKENIZER));
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading a tokenizer", folder, e, "Check that the folder holds a model.");
        }
    }
}
