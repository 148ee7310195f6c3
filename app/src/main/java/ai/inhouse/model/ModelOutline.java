package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model's shape and tokenizer without its weights: enough to count its tokens and to measure
/// what training one like it takes.
public final class ModelOutline {
    private ModelOutline() {}

    /// Puts the tokenizer's files into a folder.
    ///
    /// @param source a Hugging Face folder or a `.gguf` file
    /// @return the shape
    /// @throws InhouseException if the source is no model that can be imported
    public static ModelConfig write(Path source, Path folder) {
        if (Files.isDirectory(source)) {
            return write(ModelFolder.config(source), TokenizerFiles.in(source), folder);
        }
        GgufFile file = GgufFile.open(source);
        try (file) {
            return write(GgufModel.config(file), GgufTokenizer.files(file), folder);
        }
    }

    private static ModelConfig write(ModelConfig config, TokenizerFiles tokenizer, Path folder) {
        tokenizer.check(config, folder);
        try {
            Files.createDirectories(folder);
            tokenizer.writeTo(folder);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping a tokenizer", folder, e, "Make room on the disk and run it again.");
        }
        return config;
    }
}
