package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.ErasureRecord;
import ai.inhouse.governance.Evidence;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse audit`: what the API was asked, by whom; and what was erased.
@Command(
        name = "audit",
        description = "Check the log of the API's requests, and the records of erasures.",
        mixinStandardHelpOptions = true,
        subcommands = {AuditCommand.Verify.class, AuditCommand.Erasure.class})
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

    /// `audit erasure`.
    @Command(
            name = "erasure",
            description = {
                "Check that the record of an erasure is as this workspace signed it, and show it."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse audit erasure workspace/erasures/2026-05-02T09-14-07Z.json"
            })
    static final class Erasure extends Subcommand {
        @Parameters(paramLabel = "FILE", description = "The record.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.open(workspaceFolder())) {
                ErasureRecord record = new Evidence(workspace).verify(file);
                return done(
                        record,
                        "Authentic: a %s was erased at %s (%s)"
                                .formatted(record.kind(), record.erasedAt(), record.reason()));
            }
        }
    }
}
