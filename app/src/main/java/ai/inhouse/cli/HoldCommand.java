package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.Hold;
import ai.inhouse.governance.Holds;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse hold`: what must not be erased.
@Command(
        name = "hold",
        description = "Legal holds: what must not be erased, and does not expire, until released.",
        mixinStandardHelpOptions = true,
        subcommands = {HoldCommand.Add.class, HoldCommand.Listing.class, HoldCommand.Release.class})
final class HoldCommand extends Group {
    private static <T> T withHolds(Subcommand command, Function<Holds, T> action) {
        try (Workspace workspace = command.openWorkspace();
                var _ = workspace.lock("changing legal holds")) {
            return action.apply(new Holds(workspace, Clock.systemUTC()));
        }
    }

    /// `hold add`.
    @Command(
            name = "add",
            description = "Hold a document, or all documents that name a person.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse hold add --document hr/case-12.md --reason \"case 7 O 12/26\" --by Legal"
            })
    static final class Add extends Subcommand {
        @Option(
                names = "--document",
                paramLabel = "NAME",
                description = "Its name, source or hash.")
        private @Nullable String document;

        @Option(
                names = "--person",
                paramLabel = "TEXT",
                description = "A name, an address or a number, as it is written.")
        private @Nullable String person;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
        private String reason = "";

        @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who says so.")
        private String by = "";

        @Override
        public Integer call() {
            String ofDocument = document;
            String ofPerson = person;
            if ((ofDocument == null) == (ofPerson == null)) {
                throw InhouseException.badInput(
                        "adding a legal hold",
                        "the command line",
                        "one of --document and --person is needed",
                        "See 'inhouse hold add --help'.");
            }
            Hold hold =
                    withHolds(
                            this,
                            holds ->
                                    ofDocument == null
                                            ? holds.person(
                                                    ofPerson == null ? "" : ofPerson, reason, by)
                                            : holds.document(ofDocument, reason, by));
            return done(hold, "Held as " + hold.id());
        }
    }

    /// `hold list`.
    @Command(
            name = "list",
            description = "List legal holds, those released too.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse hold list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                List<Hold> holds = new Holds(workspace, Clock.systemUTC()).all();
                StringBuilder text = new StringBuilder();
                holds.forEach(hold -> text.append(line(hold)));
                return done(
                        Map.of("holds", holds),
                        text.isEmpty() ? "There are none." : text.toString());
            }
        }
    }

    private static String line(Hold hold) {
        return "%s  %s %s, since %s by %s: %s%s%n"
                .formatted(
                        hold.id(),
                        hold.kind(),
                        hold.target(),
                        hold.at(),
                        hold.by(),
                        hold.reason(),
                        hold.released()
                                .map(
                                        end ->
                                                "; released %s by %s: %s"
                                                        .formatted(
                                                                end.at(), end.by(), end.reason()))
                                .orElse(""));
    }

    /// `hold release`.
    @Command(
            name = "release",
            description = "End a legal hold.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse hold release 3f9a01bc --reason \"case closed\" --by Legal"
            })
    static final class Release extends Subcommand {
        @Parameters(paramLabel = "ID", description = "As 'inhouse hold list' has it.")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
        private String reason = "";

        @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who says so.")
        private String by = "";

        @Override
        public Integer call() {
            Hold hold = withHolds(this, holds -> holds.release(id, reason, by));
            return done(hold, "Released " + hold.id());
        }
    }
}
