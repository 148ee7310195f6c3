package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.serving.KeyFile;
import ai.inhouse.store.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
            footer = {
                "",
                "Examples:",
                "  inhouse keys create intranet",
                "  inhouse keys create lawyers --level restricted --group legal",
                "  inhouse keys create trial --requests-per-minute 10 --tokens-per-day 50000 --days 14"
            })
    static final class Create extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "Who it is for.")
        private String name = "";

        @Option(
                names = "--level",
                defaultValue = "internal",
                description = {
                    "Up to which documents its holder may read: public, internal or",
                    "restricted (default: ${DEFAULT-VALUE})."
                })
        private AccessLabel.Level level = AccessLabel.Level.INTERNAL;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "Group whose documents its holder may read; may be repeated.")
        private List<String> groups = List.of();

        @Option(
                names = "--allow-model",
                paramLabel = "NAME",
                description = "Model that it may use (default: all); may be repeated.")
        private List<String> models = List.of();

        @Option(
                names = "--requests-per-minute",
                paramLabel = "N",
                description = "Most requests (default: no limit).")
        private int requestsPerMinute;

        @Option(
                names = "--tokens-per-day",
                paramLabel = "N",
                description =
                        "Most tokens, read and written, from midnight UTC (default: no limit).")
        private int tokensPerDay;

        @Option(
                names = "--days",
                paramLabel = "N",
                description = "Days until it expires (default: never).")
        private int days;

        @Override
        public Integer call() {
            if (requestsPerMinute < 0 || tokensPerDay < 0 || days < 0) {
                throw InhouseException.badInput(
                        "creating a key",
                        "its limits",
                        "a limit must not be negative",
                        "Leave the option out for no limit.");
            }
            Optional<String> expiry =
                    days == 0
                            ? Optional.empty()
                            : Optional.of(Instant.now().plus(Duration.ofDays(days)).toString());
            var terms =
                    new KeyFile.Terms(
                            level, groups, models, requestsPerMinute, tokensPerDay, expiry);
            String secret = withKeys(this, keys -> keys.create(name, terms));
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
                                    "%-24s %s%s%s%n"
                                            .formatted(
                                                    key.name(),
                                                    key.createdAt(),
                                                    terms(key.terms()),
                                                    key.revokedAt()
                                                            .map(at -> "  revoked " + at)
                                                            .orElse(""))));
            return done(Map.of("keys", keys), text.isEmpty() ? "There are none." : text.toString());
        }
    }

    private static String terms(KeyFile.Terms terms) {
        StringBuilder text = new StringBuilder();
        if (terms.level() != AccessLabel.Level.INTERNAL) {
            text.append("  level ").append(terms.level().name().toLowerCase(Locale.ROOT));
        }
        if (!terms.groups().isEmpty()) {
            text.append("  groups ").append(String.join(",", terms.groups()));
        }
        if (!terms.models().isEmpty()) {
            text.append("  models ").append(String.join(",", terms.models()));
        }
        if (terms.requestsPerMinute() > 0) {
            text.append("  %d requests/min".formatted(terms.requestsPerMinute()));
        }
        if (terms.tokensPerDay() > 0) {
            text.append("  %d tokens/day".formatted(terms.tokensPerDay()));
        }
        terms.expiresAt().ifPresent(at -> text.append("  expires ").append(at));
        return text.toString();
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
