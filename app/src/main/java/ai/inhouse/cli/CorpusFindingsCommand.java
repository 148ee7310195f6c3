package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.corpus.pii.PiiFinding;
import ai.inhouse.store.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse corpus findings`: where personal data and secrets were found, without their values.
@Command(
        name = "findings",
        description = "List what is personal or secret in the newest corpus, without the values.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse corpus findings --label email --document leave.md"})
final class CorpusFindingsCommand extends Subcommand {
    @Option(names = "--document", paramLabel = "NAME", description = "Only in this document.")
    private @Nullable String document;

    @Option(names = "--label", paramLabel = "LABEL", description = "Only of this label.")
    private @Nullable String label;

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.open(workspaceFolder())) {
            CorpusStore store = new CorpusStore(workspace);
            List<PiiFinding> findings =
                    store.latest().map(store::findings).orElseThrow(this::none).stream()
                            .filter(f -> document == null || f.document().equals(document))
                            .filter(f -> label == null || f.label().equals(label))
                            .toList();
            StringBuilder text = new StringBuilder();
            findings.forEach(finding -> text.append(line(finding)));
            return done(
                    Map.of("findings", findings), text + "%d findings".formatted(findings.size()));
        }
    }

    private InhouseException none() {
        return InhouseException.badInput(
                "opening the corpus",
                workspaceFolder(),
                "there is none yet",
                "Make one with 'inhouse corpus build'.");
    }

    private static String line(PiiFinding f) {
        return "%-32s %s, %s at %d, %d characters, %s%n"
                .formatted(
                        f.pseudonym(),
                        f.document(),
                        f.part(),
                        f.offset(),
                        f.length(),
                        f.action().name().toLowerCase(Locale.ROOT));
    }
}
