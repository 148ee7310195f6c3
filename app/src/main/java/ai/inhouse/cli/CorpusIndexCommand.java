package ai.inhouse.cli;

import ai.inhouse.retrieval.IndexBuilder;
import ai.inhouse.store.Workspace;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `inhouse corpus index`: what grounded answers search.
@Command(
        name = "index",
        description = {
            "Index the newest corpus for grounded answers, by words and by meaning.",
            "Passages that did not change keep their vectors; a stopped run goes on."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse corpus index"})
final class CorpusIndexCommand extends Subcommand {
    @Override
    public Integer call() {
        try (Workspace workspace = openWorkspace()) {
            IndexBuilder.Built built = IndexBuilder.build(workspace, progress());
            StringBuilder text = new StringBuilder();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "Index of corpus %s: %d passages, %d of them embedded now, in %.1f s%n",
                            built.corpus().substring(0, 12),
                            built.passages(),
                            built.embedded(),
                            built.seconds()));
            built.labels()
                    .forEach((label, count) -> text.append("%8d  %s%n".formatted(count, label)));
            return done(built, text.toString());
        }
    }
}
