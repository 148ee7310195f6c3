package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.Erasure;
import ai.inhouse.governance.ErasureRecord;
import ai.inhouse.governance.Evidence;
import ai.inhouse.retrieval.PassageIndexes;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse erase`: takes a document or a person out.
@Command(
        name = "erase",
        description = {
            "Take a document, or a person out of all documents, and seal a corpus without.",
            "Says which models learned from it and writes a signed record. Cannot be undone."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse erase --document hr/case-12.md --reason \"request of 2 May\"",
            "  inhouse erase --person \"Ada King\" --reason \"request of 2 May\""
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
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why: it is kept with the record, so it names nobody.")
    private String reason = "";

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.open(workspaceFolder());
                var _ = workspace.lock("erasing")) {
            boolean indexed = new PassageIndexes(workspace).current();
            ErasureRecord record = record(new Erasure(workspace, Clock.systemUTC()));
            if (indexed && !new PassageIndexes(workspace).current()) {
                note("The index of its passages went too: 'inhouse corpus index' makes another.");
            }
            Path file = new Evidence(workspace).write(record);
            return done(Map.of("record", record, "evidence", file.toString()), text(record, file));
        }
    }

    private ErasureRecord record(Erasure erasure) {
        if (document != null && person == null) {
            return erasure.document(document, reason, progress());
        }
        if (person != null && document == null) {
            return erasure.person(person, reason, progress());
        }
        throw InhouseException.badInput(
                "erasing",
                "the command line",
                "one of --document and --person is needed",
                "See 'inhouse erase --help'.");
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
                "Copies removed: %s; %d review items, %d evaluations%n"
                        .formatted(
                                record.copiesRemoved().isEmpty()
                                        ? "no files"
                                        : String.join(", ", record.copiesRemoved()),
                                record.reviewItemsRemoved(),
                                record.evaluationsRemoved()));
        if (record.models().isEmpty()) {
            text.append("No model learned from it.\n");
        } else {
            text.append(
                    "Models that learned from it: %s (answering now: %s)%n"
                            .formatted(
                                    String.join(", ", record.models()),
                                    record.deployed().isEmpty()
                                            ? "none"
                                            : String.join(", ", record.deployed())));
            text.append(
                    "They hold it until 'inhouse run' has made these stages again: %s%n"
                            .formatted(String.join(", ", record.stagesToRunAgain())));
        }
        record.backups()
                .forEach(
                        backup ->
                                text.append("Still in the backup ")
                                        .append(backup.text())
                                        .append('\n'));
        return text.append("Signed record: ").append(file).toString();
    }
}
