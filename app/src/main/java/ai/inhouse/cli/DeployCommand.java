package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.jobs.Deployments.Sign;
import ai.inhouse.jobs.Deployments.Try;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse deploy`: which model answers.
@Command(
        name = "deploy",
        description = {
            "Have a model answer in chat and API, if its gates hold; or try it beside the one that",
            "does. A running 'inhouse serve' takes every change up without a restart.",
            "A gate that fails ends with exit code 3, unless a person answers for it by name."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            DeployCommand.Rollback.class,
            DeployCommand.Stop.class,
            DeployCommand.Listing.class
        },
        footer = {
            "",
            "Examples:",
            "  inhouse deploy harbour-aligned",
            "  inhouse deploy harbour-aligned --share 10     # a tenth of the callers (A/B)",
            "  inhouse deploy harbour-aligned --shadow       # answers too, shown to nobody",
            "  inhouse deploy harbour-tuned --override --by 'Ada Byron' --reason 'fair on Monday'",
            "  inhouse deploy rollback"
        })
final class DeployCommand extends Subcommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Model by its name in the workspace.")
    private String model = "";

    @Option(
            names = "--share",
            paramLabel = "PERCENT",
            description = {
                "Answer only this share of the callers: each caller always by the same model.",
                "With --shadow, of the requests (default: all)."
            })
    private @Nullable Double percent;

    @Option(
            names = "--shadow",
            description = "Answer beside the deployed model, and show the answers to nobody.")
    private boolean shadow;

    @Option(
            names = "--override",
            description = "Deploy it though its gates do not hold; needs --by and --reason.")
    private boolean override;

    @Mixin private Signed signed = new Signed();

    /// Who makes a change, and why.
    static final class Signed {
        @Option(
                names = "--by",
                paramLabel = "NAME",
                description = "Who answers for it (default: the account's name).")
        private @Nullable String by;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the history.")
        private @Nullable String reason;

        Sign sign(boolean override) {
            boolean named = by != null && !by.isBlank() && reason != null && !reason.isBlank();
            if (override && !named) {
                throw InhouseException.badInput(
                        "overriding gates",
                        "--override",
                        "nobody answers for it yet",
                        "Say who and why: --by NAME --reason TEXT.");
            }
            String account = System.getProperty("user.name", "unknown");
            return new Sign(by == null ? account : by, reason == null ? "" : reason, override);
        }
    }

    @Override
    public Integer call() {
        if (model.isEmpty()) {
            throw InhouseException.badInput(
                    "deploying a model",
                    "the command line",
                    "it names no model",
                    "Name one of 'inhouse models list', or see 'inhouse deploy list'.");
        }
        Optional<Try> trial =
                percent == null && !shadow
                        ? Optional.empty()
                        : Optional.of(new Try(share(), shadow));
        return changed(this, d -> d.deploy(model, signed.sign(override), trial));
    }

    private double share() {
        double whole = percent == null ? 100 : percent;
        if (!(whole > 0 && whole <= 100)) {
            throw InhouseException.badInput(
                    "deploying a model",
                    "--share " + whole,
                    "a share is more than 0 and at most 100 percent",
                    "Say, for instance, --share 10.");
        }
        return whole / 100;
    }

    private static int changed(Subcommand command, Function<Deployments, Deployment> change) {
        try (Workspace workspace = command.openWorkspace()) {
            Deployment now = change.apply(new Deployments(workspace, Clock.systemUTC()));
            return command.done(now, line(now));
        }
    }

    private static String line(Deployment d) {
        String beside =
                d.trial()
                        .map(
                                t ->
                                        String.format(
                                                Locale.ROOT,
                                                t.shadow()
                                                        ? ", in its shadow %s (%.0f%% of requests)"
                                                        : ", beside it %s (%.0f%% of callers)",
                                                t.model(),
                                                100 * t.share()))
                        .orElse("");
        String gates =
                d.failedGates().isEmpty()
                        ? "gates " + d.gates().name().toLowerCase(Locale.ROOT)
                        : "gates overridden: " + String.join("; ", d.failedGates());
        return "%-3d %s  %-8s %s%s; %s; by %s%s"
                .formatted(
                        d.number(),
                        d.at(),
                        d.kind().name().toLowerCase(Locale.ROOT),
                        d.model(),
                        beside,
                        gates,
                        d.by(),
                        d.reason().isEmpty() ? "" : ": " + d.reason());
    }

    /// `deploy rollback`.
    @Command(
            name = "rollback",
            description = {
                "Take the last change back: end a trial where one runs, else have the model before",
                "answer again, with the weights that it had."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  inhouse deploy rollback --reason 'forgets the price list'"
            })
    static final class Rollback extends Subcommand {
        @Mixin private Signed signed = new Signed();

        @Override
        public Integer call() {
            return changed(this, d -> d.rollback(signed.sign(false)));
        }
    }

    /// `deploy stop`.
    @Command(
            name = "stop",
            description = "End a trial: the deployed model answers everybody.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse deploy stop"})
    static final class Stop extends Subcommand {
        @Mixin private Signed signed = new Signed();

        @Override
        public Integer call() {
            return changed(this, d -> d.stop(signed.sign(false)));
        }
    }

    /// `deploy list`.
    @Command(
            name = "list",
            description = "What answered since when, by whom deployed and why; newest first.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse deploy list --json"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                List<Deployment> all = new Deployments(workspace, Clock.systemUTC()).history();
                StringBuilder text = new StringBuilder();
                all.forEach(d -> text.append(line(d)).append(System.lineSeparator()));
                return done(
                        Map.of("deployments", all),
                        all.isEmpty() ? "No model was deployed yet." : text.toString());
            }
        }
    }
}
