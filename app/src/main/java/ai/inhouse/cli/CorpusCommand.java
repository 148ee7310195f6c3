package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusCard;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.corpus.PiiSummary;
import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.store.Workspace;
import ai.inhouse.tuning.MadeQuestion;
import ai.inhouse.tuning.QuestionMaker;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse corpus`: what is trained on, what is held out, what was removed and why.
@Command(
        name = "corpus",
        description = {
            "Build a sealed corpus from the workspace's documents, show it, or find passages",
            "in it."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            CorpusCommand.Build.class,
            CorpusCommand.Show.class,
            CorpusDiffCommand.class,
            CorpusExportCommand.class,
            CorpusFindingsCommand.class,
            CorpusCommand.MadeQuestions.class,
            CorpusIndexCommand.class,
            CorpusSearchCommand.class
        })
final class CorpusCommand extends Group {
    /// What people want to know of a corpus.
    ///
    /// @param train names of documents to train on
    record Summary(
            String version,
            List<String> train,
            List<String> heldOut,
            List<Corpus.Removed> removed,
            SortedMap<String, PiiSummary.Count> pii) {
        static Summary of(Corpus corpus) {
            return new Summary(
                    corpus.version().hex(),
                    names(corpus, Corpus.Split.TRAIN),
                    names(corpus, Corpus.Split.HELD_OUT),
                    corpus.removed(),
                    corpus.pii().found());
        }

        private static List<String> names(Corpus corpus, Corpus.Split split) {
            return corpus.documents(split).stream().map(d -> d.name()).toList();
        }

        String text() {
            StringBuilder text = new StringBuilder();
            text.append(
                    "Corpus %s%n%d documents to train on, %d held out, %d removed%n"
                            .formatted(
                                    version.substring(0, 12),
                                    train.size(),
                                    heldOut.size(),
                                    removed.size()));
            heldOut.forEach(name -> text.append("held out  ").append(name).append('\n'));
            removed.forEach(
                    r ->
                            text.append(
                                    "removed   %s (%s): %s%n"
                                            .formatted(r.name(), r.filter(), r.reason())));
            pii.forEach(
                    (label, count) ->
                            text.append(
                                    "found     %s: %d in %d documents, %s%n"
                                            .formatted(
                                                    label,
                                                    count.found(),
                                                    count.documents(),
                                                    done(count.action()))));
            return text.toString();
        }

        static String done(PiiAction action) {
            return switch (action) {
                case MASK -> "masked";
                case REDACT -> "redacted";
                case DROP -> "their documents dropped";
                case KEEP -> "kept";
            };
        }
    }

    /// `corpus build`.
    @Command(
            name = "build",
            description = "Clean, deduplicate and seal the documents; hold some out.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse corpus build --held-out 0.05"})
    static final class Build extends Subcommand {
        @Option(
                names = "--held-out",
                defaultValue = "0.1",
                description = "Share of documents to hold out (default: ${DEFAULT-VALUE}).")
        private double heldOut = 0.1;

        @Override
        public Integer call() {
            if (!(heldOut >= 0 && heldOut < 0.9)) {
                throw InhouseException.badInput(
                        "building the corpus",
                        "--held-out " + heldOut,
                        "a share lies between 0 and 0.9",
                        "Write for instance --held-out 0.1.");
            }
            try (Workspace workspace = openWorkspace();
                    var _ = workspace.lock("building the corpus")) {
                DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
                Corpus corpus =
                        new CorpusBuilder(workspace, library)
                                .build(
                                        CorpusSettings.STANDARD
                                                .withHeldOutFraction(heldOut)
                                                .withPii(pii(workspace)),
                                        progress());
                Summary summary = Summary.of(corpus);
                return done(summary, summary.text());
            }
        }
    }

    /// As the workspace's recipe says, if there is one.
    static PiiPolicy pii(Workspace workspace) {
        return RecipeReader.own(workspace).map(Recipe::pii).orElse(PiiPolicy.STANDARD);
    }

    /// `corpus show`.
    @Command(
            name = "show",
            description = "Show the newest corpus: held-out documents, and those removed.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse corpus show --card"})
    static final class Show extends Subcommand {
        @Option(
                names = "--card",
                description = "Its data card: sources, sizes, languages, labels, filters.")
        private boolean card;

        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                if (card) {
                    CorpusCard made = CorpusCard.of(newest(this, workspace));
                    return done(made, CardText.markdown(made));
                }
                Summary summary = Summary.of(newest(this, workspace));
                return done(summary, summary.text());
            }
        }
    }

    /// `corpus questions`.
    @Command(
            name = "questions",
            description = "Show the questions that tuning would make of the newest corpus.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse corpus questions --wordings 4"})
    static final class MadeQuestions extends Subcommand {
        @Option(
                names = "--wordings",
                defaultValue = "8",
                description = "Most wordings for one fact (default: ${DEFAULT-VALUE}).")
        private int wordings = 8;

        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                List<MadeQuestion> made =
                        new QuestionMaker(wordings, 1, List.of())
                                .make(newest(this, workspace).documents(Corpus.Split.TRAIN));
                StringBuilder text = new StringBuilder();
                made.forEach(
                        q ->
                                text.append(
                                        "%s%n  %s%n  (%s)%n"
                                                .formatted(q.question(), q.answer(), q.origin())));
                return done(
                        Map.of("questions", made), text + "%d questions".formatted(made.size()));
            }
        }
    }

    static Corpus newest(Subcommand command, Workspace workspace) {
        CorpusStore store = new CorpusStore(workspace);
        return store.open(
                store.latest()
                        .orElseThrow(
                                () ->
                                        InhouseException.badInput(
                                                "opening the corpus",
                                                command.workspaceFolder(),
                                                "there is none yet",
                                                "Make one with 'inhouse corpus build'.")));
    }
}
