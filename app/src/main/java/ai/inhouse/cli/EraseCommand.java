package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.Erasure;
import ai.inhouse.governance.ErasureRecord;
import ai.inhouse.governance.Expiry;
import ai.inhouse.governance.Retraining;
import ai.inhouse.governance.RetrainingPlan;
import ai.inhouse.governance.Target;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeModels;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.retrieval.PassageIndexes;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse erase`: takes a document, a person or what has expired out.
@Command(
        name = "erase",
        description = {
            "Take a document, a person out of all documents, or what the recipe keeps no longer;",
            "and seal a corpus without. Models that learned from it are withdrawn; --retrain",
            "trains them again and shows that it is gone. Writes a signed record. Cannot be",
            "undone; one that was stopped goes on when it is asked again."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse erase --document hr/case-12.md --dry-run",
            "  inhouse erase --person \"Ada King\" --reason \"request of 2 May\" --retrain",
            "  inhouse erase --expired --dry-run"
        })
final class EraseCommand extends Subcommand {
    @Option(names = "--document", paramLabel = "NAME", description = "Its name, source or hash.")
    private @Nullable String document;

    @Option(
            names = "--person",
            paramLabel = "TEXT",
            description = "A name, an address or a number, as it is written.")
    private @Nullable String person;

    @Option(
            names = "--expired",
            description = "Documents older than their source is to be kept, by the recipe.")
    private boolean expired;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why: it is kept with the record, so it names nobody.")
    private String reason = "";

    @Option(
            names = "--retrain",
            description = "Train again, by the recipe, what learned from it, and prove that.")
    private boolean retrain;

    @Option(
            names = "--dry-run",
            description = "Only say what would be erased and trained again, and what that costs.")
    private boolean dryRun;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "Recipe that the models are made by (default: the workspace's).")
    private @Nullable Path recipe;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        requireOneTarget();
        try (Workspace workspace = Workspace.open(workspaceFolder())) {
            boolean indexed = new PassageIndexes(workspace).current();
            Optional<Target> target = expired ? expired(workspace) : Optional.of(named());
            if (target.isEmpty()) {
                return done(Map.of("due", List.of()), "Nothing has expired.");
            }
            if (dryRun) {
                return plan(workspace, target.get());
            }
            Erasure.Done erased = erase(workspace, target.get());
            if (indexed && !new PassageIndexes(workspace).current()) {
                note("The index of its passages went too: 'inhouse corpus index' makes another.");
            }
            return done(
                    Map.of("record", erased.record(), "evidence", erased.evidence().toString()),
                    text(erased.record(), erased.evidence()));
        }
    }

    private void requireOneTarget() {
        int named = (document == null ? 0 : 1) + (person == null ? 0 : 1) + (expired ? 1 : 0);
        if (named != 1) {
            throw wrong("one of --document, --person and --expired is needed");
        }
        if (reason.isBlank() && !expired && !dryRun) {
            throw wrong("--reason is missing, which the record keeps");
        }
    }

    private static InhouseException wrong(String why) {
        return InhouseException.badInput(
                "erasing", "the command line", why, "See 'inhouse erase --help'.");
    }

    private Target named() {
        return person == null
                ? new Target.Document(document == null ? "" : document)
                : new Target.Person(person);
    }

    /// Says what is due, and what a legal hold keeps; an erasure that was stopped comes first.
    private Optional<Target> expired(Workspace workspace) {
        Optional<Target> begun = new Erasure(workspace, clock).begun(Target.Expired.class);
        if (begun.isPresent()) {
            return begun;
        }
        Recipe rules =
                recipe(workspace)
                        .orElseThrow(() -> wrong("there is no recipe that says what expires"));
        List<Expiry.Due> due = new Expiry(workspace, clock).due(rules.governance().retention());
        due.forEach(
                d ->
                        note(
                                "%s of %s, kept until %s%s"
                                        .formatted(
                                                d.name(),
                                                d.date(),
                                                d.ended(),
                                                d.hold()
                                                        .map(
                                                                hold ->
                                                                        ": stays, by legal hold "
                                                                                + hold)
                                                        .orElse(""))));
        List<String> sources =
                due.stream().filter(d -> d.hold().isEmpty()).map(Expiry.Due::source).toList();
        return sources.isEmpty() ? Optional.empty() : Optional.of(new Target.Expired(sources));
    }

    private int plan(Workspace workspace, Target target) {
        RetrainingPlan plan =
                new Erasure(workspace, clock)
                        .plan(target, recipe(workspace).map(RecipeModels::trained));
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("target", target);
        value.put("plan", plan);
        value.put("seconds", plan.seconds());
        return done(value, plan.text() + "Nothing was changed.");
    }

    private Erasure.Done erase(Workspace workspace, Target target) {
        String why = reason.isBlank() ? "its time to be kept is over" : reason;
        if (!retrain) {
            try (var _ = workspace.lock("erasing")) {
                return new Erasure(workspace, clock).erase(target, why, progress());
            }
        }
        Recipe made =
                recipe(workspace).orElseThrow(() -> wrong("there is no recipe to train again by"));
        return new Retraining(workspace, made, progress(), this::note, clock).run(target, why);
    }

    /// As the last run had it, with what was given on the command line then.
    private Optional<Recipe> recipe(Workspace workspace) {
        Path file = recipe == null ? workspace.recipe() : recipe;
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<RunFolder> runs = RunFolder.all(workspace.folder().resolve("runs"));
        return Optional.of(
                runs.isEmpty()
                        ? RecipeReader.read(file, Map.of())
                        : RecipeReader.read(file, runs.getLast().recipe()));
    }

    private static String text(ErasureRecord record, Path file) {
        StringBuilder text = new StringBuilder();
        text.append(
                "Erased from %d documents; %d corpus versions removed, sealed anew: %s%n"
                        .formatted(
                                record.tombstones().size(),
                                record.corporaRemoved().size(),
                                record.corpusSealed()
                                        .map(version -> version.substring(0, 12))
                                        .orElse("none")));
        text.append(
                "Copies removed: %s; %d review items, %d evaluations, %d folders of checkpoints%n"
                        .formatted(
                                record.copiesRemoved().isEmpty()
                                        ? "no files"
                                        : String.join(", ", record.copiesRemoved()),
                                record.reviewItemsRemoved(),
                                record.evaluationsRemoved(),
                                record.checkpointsRemoved().size()));
        text.append(models(record));
        record.backups()
                .forEach(
                        backup ->
                                text.append("Still in the backup ")
                                        .append(backup.text())
                                        .append('\n'));
        return text.append("Signed record: ").append(file).toString();
    }

    private static String models(ErasureRecord record) {
        if (record.models().isEmpty()) {
            return "No model learned from it.\n";
        }
        if (record.retrained().isPresent()) {
            StringBuilder text = new StringBuilder("Trained again, and it is gone:\n");
            record.retrained()
                    .get()
                    .after()
                    .forEach(result -> text.append("  ").append(result.line()).append('\n'));
            return text.toString();
        }
        return "Withdrawn, as they learned from it: %s (deployed: %s; servers that run have to be started again)%nThey answer nobody until 'inhouse run' has made these stages again: %s%n"
                .formatted(
                        String.join(", ", record.models()),
                        record.deployed().isEmpty() ? "none" : String.join(", ", record.deployed()),
                        String.join(", ", record.stagesToRunAgain()));
    }
}
