package ai.inhouse.cli;

import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.TokenizerBench;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse bench tokenizer`: training and encoding on the workspace's own corpus.
@Command(
        name = "tokenizer",
        description = "How fast a tokenizer is trained on the newest corpus, and encodes it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench tokenizer --vocabulary-size 8192 --json"})
final class BenchTokenizerCommand extends Subcommand {
    @Option(
            names = "--vocabulary-size",
            defaultValue = "8192",
            description = "Tokens to learn (default: ${DEFAULT-VALUE}).")
    private int vocabularySize = 8192;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds; the first warms up (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Override
    public Integer call() {
        List<String> texts;
        try (Workspace workspace = openWorkspace()) {
            texts =
                    CorpusCommand.newest(this, workspace).documents(Corpus.Split.TRAIN).stream()
                            .map(Document::text)
                            .toList();
        }
        int threads = Runtime.getRuntime().availableProcessors();
        TokenizerBench.Result r =
                TokenizerBench.run(texts, vocabularySize, threads, rounds, progress());
        return done(
                r,
                String.format(
                        Locale.ROOT,
                        "%d documents, %.2f MB, %d tokens%n"
                                + "  training %.1f MB/s, encoding %.1f MB/s, %.2f bytes a token",
                        r.documents(),
                        r.bytes() / 1e6,
                        r.vocabularySize(),
                        r.trainMegabytesPerSecond(),
                        r.encodeMegabytesPerSecond(),
                        r.bytesPerToken()));
    }
}
