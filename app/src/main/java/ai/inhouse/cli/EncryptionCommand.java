package ai.inhouse.cli;

import ai.inhouse.store.Encryption;
import ai.inhouse.store.Workspace;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse encryption`: documents and corpora encrypted on the disk.
@Command(
        name = "encryption",
        description = "Encrypt the documents and corpora that a workspace stores.",
        mixinStandardHelpOptions = true,
        subcommands = {
            EncryptionCommand.Enable.class,
            EncryptionCommand.Rotate.class,
            EncryptionCommand.Status.class
        })
final class EncryptionCommand extends Group {
    static final String FORMS =
            "file:PATH (made if there is none), env:VARIABLE (32 bytes in Base64), or command:PROGRAM of a key management service.";

    private static <T> T withLock(Subcommand command, Function<Encryption, T> action) {
        try (Workspace workspace = command.openWorkspace();
                var _ = workspace.lock("changing its encryption")) {
            return action.apply(new Encryption(workspace));
        }
    }

    /// `encryption enable`.
    @Command(
            name = "enable",
            description = "Encrypt what is stored, and what will be.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  inhouse encryption enable --master-key file:/secure/inhouse.key",
                "  inhouse encryption enable --master-key env:INHOUSE_MASTER_KEY"
            })
    static final class Enable extends Subcommand {
        @Option(names = "--master-key", required = true, paramLabel = "SOURCE", description = FORMS)
        private String masterKey = "";

        @Override
        public Integer call() {
            int files = withLock(this, encryption -> encryption.enable(masterKey));
            return done(
                    Map.of("files", files),
                    "Encrypted %d stored files; what is stored from now on is encrypted, too. Without the master key nothing of it can be read: keep a copy of it elsewhere."
                            .formatted(files));
        }
    }

    /// `encryption rotate`.
    @Command(
            name = "rotate",
            description = "Change the workspace's key, and the master key if another is named.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  inhouse encryption rotate",
                "  inhouse encryption rotate --master-key file:/secure/another.key"
            })
    static final class Rotate extends Subcommand {
        @Option(names = "--master-key", paramLabel = "SOURCE", description = FORMS)
        private String masterKey = "";

        @Override
        public Integer call() {
            int files = withLock(this, encryption -> encryption.rotate(masterKey));
            return done(
                    Map.of("files", files), "Wrapped the keys of %d files again".formatted(files));
        }
    }

    /// `encryption status`.
    @Command(
            name = "status",
            description = "Whether a workspace is encrypted, and where its master key is.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse encryption status"})
    static final class Status extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                Encryption.Status status = new Encryption(workspace).status();
                return done(
                        status,
                        status.encrypted()
                                ? "Encrypted: %d files, master key %s%s"
                                        .formatted(
                                                status.files(),
                                                status.masterKey(),
                                                status.unfinished()
                                                        ? "; a change of keys was stopped: run 'inhouse encryption rotate' again"
                                                        : "")
                                : "Not encrypted");
            }
        }
    }
}
