package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse documents`: what the workspace has read.
@Command(
        name = "documents",
        description = "Add documents, list them, show one.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DocumentsCommand.Add.class,
            DocumentsCommand.Listing.class,
            DocumentsCommand.Show.class
        })
final class DocumentsCommand extends Group {
    /// What `--label` says.
    static AccessLabel label(String text) {
        try {
            return AccessLabel.parse(text);
        } catch (IllegalArgumentException e) {
            throw InhouseException.badInput(
                    "reading the label",
                    "--label " + text,
                    e,
                    "Write public, internal, restricted or restricted:group,group.");
        }
    }

    private static DocumentLibrary library(Workspace workspace) {
        return new DocumentLibrary(workspace, DocumentReader.standard());
    }

    /// `documents add`.
    @Command(
            name = "add",
            description = "Read files and folders into the workspace.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  inhouse documents add handbook/ prices.xlsx",
                "  inhouse documents add contracts/ --label restricted:legal"
            })
    static final class Add extends Subcommand {
        @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
        private List<Path> paths = new ArrayList<>();

        @Option(
                names = "--label",
                defaultValue = "internal",
                paramLabel = "LEVEL[:GROUP,...]",
                description = "Who may see them: public, internal or restricted, and groups.")
        private String label = "internal";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.create(workspaceFolder());
                    var _ = workspace.lock("adding documents")) {
                DocumentLibrary.Added added =
                        library(workspace).add(paths, label(label), progress());
                return done(added, text(added));
            }
        }

        private static String text(DocumentLibrary.Added added) {
            StringBuilder text = new StringBuilder();
            text.append(
                    "%d usable: %d new, %d changed, %d unchanged; %d gone%n"
                            .formatted(
                                    added.usable(),
                                    added.added(),
                                    added.changed(),
                                    added.unchanged(),
                                    added.gone()));
            for (DocumentRecord record : added.setAside()) {
                text.append("set aside  %s: %s%n".formatted(record.source(), record.reason()));
            }
            return text.toString();
        }
    }

    /// `documents list`.
    @Command(
            name = "list",
            description = "List all documents, those set aside with their reason.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse documents list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                List<DocumentRecord> all = library(workspace).list();
                StringBuilder text = new StringBuilder();
                for (DocumentRecord record : all) {
                    text.append(
                            "%-9s %10s  %-12s %s%s%n"
                                    .formatted(
                                            record.status() == DocumentRecord.Status.READ
                                                    ? "read"
                                                    : "set aside",
                                            Units.bytes(record.sizeBytes()),
                                            record.label(),
                                            record.name(),
                                            record.reason().isEmpty()
                                                    ? ""
                                                    : ": " + record.reason()));
                }
                return done(
                        Map.of("documents", all),
                        text.isEmpty() ? "There are no documents yet." : text.toString());
            }
        }
    }

    /// `documents show`.
    @Command(
            name = "show",
            description = "Show a document's text as it was read.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse documents show handbook/leave.md"})
    static final class Show extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "Name, or the first digits of its hash.")
        private String name = "";

        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                Document document = library(workspace).show(name);
                String head =
                        "%s%n%s, %s, label %s%n%s%n%n"
                                .formatted(
                                        document.title(),
                                        document.name(),
                                        document.mediaType(),
                                        document.label(),
                                        document.metadata());
                return done(document, head + document.text());
            }
        }
    }
}
