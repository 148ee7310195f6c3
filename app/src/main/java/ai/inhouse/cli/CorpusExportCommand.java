package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Json;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `inhouse corpus export`: the newest corpus for other tools.
@Command(
        name = "export",
        description = "Write the newest corpus as JSONL, as masked: one document a line.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse corpus export corpus.jsonl"})
final class CorpusExportCommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file = Path.of("corpus.jsonl");

    /// One line.
    ///
    /// @param split `train` or `held_out`
    /// @param label who may read it
    record Line(
            String id,
            String name,
            String title,
            String mediaType,
            String split,
            String label,
            String text) {
        static Line of(Corpus.Entry entry) {
            Document document = entry.document();
            return new Line(
                    document.id().hex(),
                    document.name(),
                    document.title(),
                    document.mediaType(),
                    entry.split().name().toLowerCase(Locale.ROOT),
                    document.label().toString(),
                    document.text());
        }
    }

    @Override
    public Integer call() throws IOException {
        try (Workspace workspace = openWorkspace()) {
            Corpus corpus = CorpusCommand.newest(this, workspace);
            DurableFiles.stream(
                    file.toAbsolutePath(),
                    channel -> {
                        for (Corpus.Entry entry : corpus.entries()) {
                            byte[] line =
                                    (Json.write(Line.of(entry)) + "\n")
                                            .getBytes(StandardCharsets.UTF_8);
                            DurableFiles.writeFully(channel, ByteBuffer.wrap(line));
                        }
                    });
            int documents = corpus.entries().size();
            return done(
                    Map.of("file", file.toString(), "documents", documents),
                    "%d documents in %s".formatted(documents, file));
        }
    }
}
