package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.store.backup.Restore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse restore`: a workspace from its backup.
@Command(
        name = "restore",
        description = {
            "Make a workspace of a backup, each file checked against its hash.",
            "What was erased after the backup was made is in it: erase it again."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse restore friday.zip --to restored/",
            "  inhouse restore friday.zip --check"
        })
final class RestoreCommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "What 'inhouse backup' wrote.")
    private Path file = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "New or empty folder: the workspace to make.")
    private @Nullable Path to;

    @Option(names = "--check", description = "Only compare every hash.")
    private boolean check;

    @Override
    public Integer call() {
        Restore restore = new Restore(file, progress());
        if (check == (to != null)) {
            throw InhouseException.badInput(
                    "restoring a workspace",
                    "the command line",
                    "one of --to and --check is needed",
                    "See 'inhouse restore --help'.");
        }
        Restore.Content content = to == null ? restore.check() : restore.to(to);
        for (String damaged : content.damaged()) {
            note("was damaged already when the backup was made: " + damaged);
        }
        if (!content.withKeys()) {
            note("The workspace's keys are not in it: put the folder 'keys' back in its place.");
        }
        return done(
                content,
                "%s: %d files, %s, as of %s"
                        .formatted(
                                to == null ? "Whole" : "Restored " + to,
                                content.files(),
                                Units.bytes(content.bytes()),
                                content.madeAt()));
    }
}
