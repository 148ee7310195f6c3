package ai.inhouse.model;

import java.nio.file.Path;

/// A model read from its folder. Closing it frees the weights.
public record LoadedModel(ModelConfig config, Weights weights, Path folder)
        implements AutoCloseable {
    /// Its tokenizer's files, read anew.
    ///
    /// @throws ai.inhouse.base.InhouseException if the folder has no tokenizer
    public TokenizerFiles tokenizerFiles() {
        return TokenizerFiles.in(folder);
    }

    @Override
    public void close() {
        weights.close();
    }
}
