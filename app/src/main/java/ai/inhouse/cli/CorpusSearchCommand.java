package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.Clearance;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.Hit;
import ai.inhouse.retrieval.Ranking;
import ai.inhouse.retrieval.Source;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse corpus search`: the passages that a grounded answer would be made from.
@Command(
        name = "search",
        description = "Show the passages that a question finds, and where they stand.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse corpus search 'How long is parental leave?'",
            "  inhouse corpus search 'What did we pay?' --as internal:staff"
        })
final class CorpusSearchCommand extends Subcommand {
    @Parameters(paramLabel = "QUESTION", description = "What is asked.")
    private String question = "";

    @Option(
            names = "--as",
            paramLabel = "LEVEL[:GROUP,...]",
            description = "As a caller who may read so much finds it (default: everything).")
    private @Nullable String as;

    @Option(
            names = "--by",
            defaultValue = "fused",
            description = "words, meaning, or fused: both (default: ${DEFAULT-VALUE}).")
    private Ranking by = Ranking.FUSED;

    @Option(
            names = "--count",
            defaultValue = "5",
            description = "Passages, from 1 to 50 (default: ${DEFAULT-VALUE}).")
    private int count = 5;

    /// @param source where it stands
    record Found(Source source, String text) {}

    @Override
    public Integer call() {
        if (count < 1 || count > 50) {
            throw InhouseException.badInput(
                    "searching the corpus",
                    "--count " + count,
                    "from 1 to 50 passages are shown",
                    "Leave the option out for 5.");
        }
        Clearance clearance = clearance();
        try (Workspace workspace = openWorkspace();
                Grounding grounding = Grounding.open(workspace, progress())) {
            List<Found> found = new ArrayList<>();
            for (Hit hit : grounding.search(question, clearance, count, by)) {
                Source source = Source.of(found.size() + 1, hit);
                found.add(new Found(source, hit.passage().text()));
            }
            return done(Map.of("passages", found), text(found));
        }
    }

    private Clearance clearance() {
        try {
            return as == null ? Clearance.everything() : Clearance.parse(as);
        } catch (IllegalArgumentException e) {
            throw InhouseException.badInput(
                    "reading the label",
                    "--as " + as,
                    e,
                    "Write public, internal, restricted or restricted:group,group.");
        }
    }

    private static String text(List<Found> found) {
        StringBuilder text = new StringBuilder();
        for (Found one : found) {
            Source source = one.source();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "[%d] %s (%s, similarity %.2f)%n%s%n%n",
                            source.number(),
                            source.cited(),
                            source.label(),
                            source.similarity(),
                            one.text().indent(4).stripTrailing()));
        }
        return text.isEmpty() ? "Nothing was found." : text.toString();
    }
}
