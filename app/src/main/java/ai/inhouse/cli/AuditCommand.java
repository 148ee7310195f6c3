package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.serving.AuditLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse audit`: what the API was asked, by whom.
@Command(
        name = "audit",
        description = "Check the log of the API's requests.",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.Verify.class)
final class AuditCommand extends Group {
    /// `audit verify`.
    @Command(
            name = "verify",
            description = {
                "Check that no line of the audit log was changed, moved or left out.",
                "Keep the last hash it prints elsewhere: with --expect it shows that no line was"
                        + " cut off or written anew since."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse audit verify"})
    static final class Verify extends Subcommand {
        @Option(
                names = "--expect",
                paramLabel = "HASH",
                description = "A hash printed before, which the log must still contain.")
        private @Nullable String expected;

        @Override
        public Integer call() {
            AuditLog log = new AuditLog(workspaceFolder().resolve("audit.jsonl"));
            AuditLog.Verified verified = log.verify();
            if (expected != null && !log.contains(expected)) {
                throw InhouseException.refused(
                        "verifying the audit log",
                        workspaceFolder().resolve("audit.jsonl"),
                        "the line with the expected hash is gone",
                        "The log was cut off or written anew: compare it with a backup.");
            }
            return done(
                    verified,
                    "%d requests, last hash %s"
                            .formatted(verified.requests(), verified.lastHash()));
        }
    }
}
