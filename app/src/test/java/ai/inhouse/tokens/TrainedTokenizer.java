package ai.inhouse.tokens;

import ai.inhouse.base.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small tokenizer of our own, trained on seeded text and written to a folder.
final class TrainedTokenizer {
    private TrainedTokenizer() {}

    static TokenizerModel model() {
        RandomText text = new RandomText(1);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            documents.add(text.next(300));
            documents.add(
                    "The supervisor approves travel and leave. Who approves leave? ".repeat(3));
        }
        return BpeTrainer.ofSize(700).train(documents.iterator(), Progress.silent());
    }

    static Tokenizer open(Path folder) {
        TokenizerWriter.write(folder, model());
        return Tokenizers.load(folder);
    }
}
