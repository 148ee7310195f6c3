package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse bench corpus`: from files to a sealed corpus, in a workspace that is thrown away.
@Command(
        name = "corpus",
        description = "How fast documents are read, and a corpus is built and sealed.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench corpus handbook/ --json"})
final class BenchCorpusCommand extends Subcommand {
    @Parameters(paramLabel = "PATH", description = "A folder of documents.")
    private Path documents = Path.of(".");

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds, each from nothing; the last counts (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    /// @param bytes of the files that were read
    record Result(
            int documents,
            long bytes,
            double addSeconds,
            double buildSeconds,
            double addMegabytesPerSecond,
            double buildMegabytesPerSecond,
            double megabytesPerSecond) {}

    @Override
    public Integer call() throws IOException {
        Result result = round();
        for (int i = 1; i < rounds; i++) {
            result = round();
        }
        return done(
                result,
                String.format(
                        Locale.ROOT,
                        "%d documents, %.2f MB%n  read %.1f MB/s, built %.1f MB/s, together %.1f"
                                + " MB/s",
                        result.documents,
                        result.bytes / 1e6,
                        result.addMegabytesPerSecond,
                        result.buildMegabytesPerSecond,
                        result.megabytesPerSecond));
    }

    private Result round() throws IOException {
        Path folder = Files.createTempDirectory("inhouse-bench");
        try (Workspace workspace = Workspace.create(folder)) {
            DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
            workspace.database();
            long began = System.nanoTime();
            int usable = library.add(List.of(documents), AccessLabel.INTERNAL, progress()).usable();
            double add = (System.nanoTime() - began) / 1e9;
            long bytes = library.list().stream().mapToLong(record -> record.sizeBytes()).sum();
            long building = System.nanoTime();
            new CorpusBuilder(workspace, library).build(CorpusSettings.STANDARD, progress());
            double build = (System.nanoTime() - building) / 1e9;
            return new Result(
                    usable,
                    bytes,
                    add,
                    build,
                    bytes / 1e6 / add,
                    bytes / 1e6 / build,
                    bytes / 1e6 / (add + build));
        } finally {
            DurableFiles.deleteTree(folder);
        }
    }
}
