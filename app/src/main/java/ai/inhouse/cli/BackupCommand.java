package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.store.Workspace;
import ai.inhouse.store.backup.Backup;
import ai.inhouse.store.backup.BackupNote;
import ai.inhouse.store.backup.BackupNotes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse backup`: the workspace in one file, while it is in use.
@Command(
        name = "backup",
        description = {
            "Copy the workspace into one file, while it is served, trained in and written to.",
            "It holds all documents and, unless left out, the workspace's keys: guard it as well."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse backup --to /mnt/backups --keep-days 90",
            "  inhouse backup --to friday.zip --without-keys",
            "  inhouse backup --list"
        })
final class BackupCommand extends Subcommand {
    @Option(
            names = "--to",
            paramLabel = "PATH",
            description = "New ZIP file, or a folder to put one into.")
    private @Nullable Path to;

    @Option(
            names = "--keep-days",
            paramLabel = "N",
            description = "The first backup after so many days removes this one (default: never).")
    private @Nullable Integer keepDays;

    @Option(
            names = "--without-keys",
            description = "Leave the workspace's secrets out, to be kept elsewhere.")
    private boolean withoutKeys;

    @Option(names = "--list", description = "List the backups that were made.")
    private boolean list;

    @Override
    public Integer call() {
        try (Workspace workspace = openWorkspace()) {
            if (list) {
                return list(new BackupNotes(workspace).all());
            }
            if (to == null || (keepDays != null && keepDays < 1)) {
                throw InhouseException.badInput(
                        "backing up the workspace",
                        "the command line",
                        to == null ? "--to is missing" : "--keep-days must be 1 or more",
                        "See 'inhouse backup --help'.");
            }
            return report(
                    new Backup(workspace, InstantSource.system())
                            .write(to, Optional.ofNullable(keepDays), !withoutKeys, progress()));
        }
    }

    private int list(List<BackupNote> notes) {
        String text =
                notes.isEmpty()
                        ? "No backup was made."
                        : notes.stream().map(BackupNote::text).collect(Collectors.joining("\n"));
        return done(Map.of("backups", notes), text);
    }

    private int report(Backup.Made made) {
        done(
                made,
                "Wrote %s: %d files, %s"
                        .formatted(made.file(), made.files(), Units.bytes(made.bytes())));
        for (String damaged : made.damaged()) {
            note("DAMAGED in the workspace, and kept as it is: " + damaged);
        }
        return made.damaged().isEmpty() ? 0 : 1;
    }
}
