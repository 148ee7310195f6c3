package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.CorpusDiff;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.store.Workspace;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `inhouse corpus diff`: what came, went and changed between two versions.
@Command(
        name = "diff",
        description = "Compare two versions: what came, went, changed, or was masked otherwise.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse corpus diff 3f2a91 88c0de"})
final class CorpusDiffCommand extends Subcommand {
    @Parameters(
            paramLabel = "VERSION",
            arity = "0..2",
            description = {
                "The versions, by their first digits; the second is the newest",
                "unless named. None: the newest and the one before."
            })
    private List<String> named = List.of();

    @Override
    public Integer call() {
        try (Workspace workspace = openWorkspace()) {
            CorpusStore store = new CorpusStore(workspace);
            List<String> versions = versions(store);
            CorpusDiff diff =
                    CorpusDiff.between(
                            store,
                            store.open(store.find(versions.getFirst())),
                            store.open(store.find(versions.getLast())));
            return done(diff, text(diff));
        }
    }

    private List<String> versions(CorpusStore store) {
        if (named.size() > 1) {
            return named;
        }
        List<String> known = store.versions().stream().map(v -> v.version().hex()).toList();
        if (known.size() < 2) {
            throw InhouseException.badInput(
                    "comparing versions of the corpus",
                    workspaceFolder(),
                    "there are %d, and it takes two".formatted(known.size()),
                    "Change or add documents, then run `inhouse corpus build`.");
        }
        return List.of(named.isEmpty() ? known.get(1) : named.getFirst(), known.getFirst());
    }

    private static String text(CorpusDiff diff) {
        StringBuilder text = new StringBuilder();
        diff.came().forEach(name -> text.append("came     ").append(name).append('\n'));
        diff.went()
                .forEach(
                        gone ->
                                text.append(
                                        "went     %s (%s)%n"
                                                .formatted(gone.name(), gone.reason())));
        diff.changed().forEach(c -> text.append("changed  %s (%s)%n".formatted(c.name(), how(c))));
        return text
                + "%s to %s: %d came, %d went, %d changed"
                        .formatted(
                                diff.from().substring(0, 12),
                                diff.to().substring(0, 12),
                                diff.came().size(),
                                diff.went().size(),
                                diff.changed().size());
    }

    private static String how(CorpusDiff.Changed changed) {
        return switch (changed.what()) {
            case ORIGINAL -> "another file";
            case MASKING -> "masked otherwise";
            case TEXT -> "another text of the same file";
            case SPLIT -> "the other side of the held-out line";
        };
    }
}
