package ai.inhouse.cli;

import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse tokenizer`: train one on the corpus, or look at how one cuts text.
@Command(
        name = "tokenizer",
        description = "Train a tokenizer on the corpus, or show how a model's cuts a text.",
        mixinStandardHelpOptions = true,
        subcommands = {TokenizerCommand.Train.class, TokenizerCommand.Show.class})
final class TokenizerCommand extends Group {
    /// `tokenizer train`.
    @Command(
            name = "train",
            description = "Run the recipe's stages up to the tokenizer.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse tokenizer train"})
    static final class Train extends StageVerb {
        Train() {
            super("tokenizer");
        }
    }

    /// `tokenizer show`.
    @Command(
            name = "show",
            description = "Show a model's vocabulary size and how it cuts a text.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse tokenizer show --model harbour-tuned 'The bilge pump weighs 3 kg.'"
            })
    static final class Show extends Subcommand {
        @Option(names = "--model", required = true, description = "Name or folder.")
        private String model = "";

        @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Text to cut.")
        private String text = "";

        @Override
        public Integer call() {
            try (Workspace workspace = workspaceFor(model)) {
                Path folder = new ModelShelf(workspace, Clock.systemUTC()).find(model);
                try (Tokenizer tokenizer = Tokenizers.load(folder)) {
                    return show(tokenizer);
                }
            }
        }

        private int show(Tokenizer tokenizer) {
            int[] ids = tokenizer.encode(text);
            List<String> pieces = new ArrayList<>();
            for (int id : ids) {
                pieces.add(new String(tokenizer.bytes(id), StandardCharsets.UTF_8));
            }
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("vocabulary_size", tokenizer.vocabularySize());
            value.put("specials", tokenizer.specials());
            value.put("ids", ids);
            value.put("pieces", pieces);
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            return done(
                    value,
                    "%d tokens in the vocabulary%n%s%n%d tokens for %d bytes"
                            .formatted(
                                    tokenizer.vocabularySize(),
                                    String.join("|", pieces),
                                    ids.length,
                                    bytes));
        }
    }
}
