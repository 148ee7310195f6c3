package ai.inhouse.cli;

import ai.inhouse.serving.KeyFile;
import ai.inhouse.store.Workspace;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `inhouse keys`: who may call the API.
@Command(
        name = "keys",
        description = "Create, list and revoke keys of the API; only their hashes are kept.",
        mixinStandardHelpOptions = true,
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.Listing.class,
            KeysCommand.Revoke.class
        })
final class KeysCommand extends Group {
    private static <T> T withKeys(Subcommand command, Function<KeyFile, T> action) {
        try (Workspace workspace = command.openWorkspace();
                var _ = workspace.lock("changing keys")) {
            return action.apply(
                    new KeyFile(workspace.folder().resolve("keys.json"), InstantSource.system()));
        }
    }

    /// `keys create`.
    @Command(
            name = "create",
            description = "Make a key and print it, once.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse keys create intranet"})
    static final class Create extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "Who it is for.")
        private String name = "";

        @Override
        public Integer call() {
            String secret = withKeys(this, keys -> keys.create(name));
            note("Keep it: it is not shown again.");
            return done(Map.of("name", name, "key", secret), secret);
        }
    }

    /// `keys list`.
    @Command(
            name = "list",
            description = "List keys, without their secrets.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse keys list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            List<KeyFile.Key> keys = withKeys(this, KeyFile::list);
            StringBuilder text = new StringBuilder();
            keys.forEach(
                    key ->
                            text.append(
                                    "%-24s %s%s%n"
                                            .formatted(
                                                    key.name(),
                                                    key.createdAt(),
                                                    key.revokedAt()
                                                            .map(at -> "  revoked " + at)
                                                            .orElse(""))));
            return done(Map.of("keys", keys), text.isEmpty() ? "There are none." : text.toString());
        }
    }

    /// `keys revoke`.
    @Command(
            name = "revoke",
            description = "End a key; servers notice at its next use.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse keys revoke intranet"})
    static final class Revoke extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "As it was created.")
        private String name = "";

        @Override
        public Integer call() {
            withKeys(
                    this,
                    keys -> {
                        keys.revoke(name);
                        return name;
                    });
            return done(Map.of("revoked", name), "Revoked " + name);
        }
    }
}
