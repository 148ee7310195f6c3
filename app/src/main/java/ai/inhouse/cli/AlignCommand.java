package ai.inhouse.cli;

import ai.inhouse.jobs.NewReviews;
import ai.inhouse.store.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse align`: the recipe's stages up to this one, or the whole loop from reviews to a
/// deployed model.
@Command(
        name = "align",
        description = {
            "Move the model towards what people preferred, in the recipe's files and in reviews (DPO,",
            "KTO), or towards what earns rewards (GRPO).",
            "Runs the recipe's stages up to this one; what did not change is not run again."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            AlignQueueCommand.class,
            AlignReviewCommand.class,
            AlignAgreementCommand.class,
            AlignDashboardCommand.class,
            AlignExportCommand.class,
            AlignRewardCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  inhouse align",
            "  inhouse align --auto --at-least 50     # for a timer: learn, evaluate, gate, deploy",
            "  inhouse align queue --prompts asked.txt"
        })
final class AlignCommand extends StageVerb {
    @Option(
            names = "--auto",
            description = {
                "Once enough reviews are new: align, evaluate, check the gates and deploy. A gate",
                "that fails ends with exit code 3, and the model before stays."
            })
    private boolean auto;

    @Option(
            names = "--at-least",
            defaultValue = "20",
            paramLabel = "N",
            description = "New reviews that --auto waits for (default: ${DEFAULT-VALUE}).")
    private int atLeast = 20;

    AlignCommand() {
        super("align");
    }

    @Override
    public Integer call() {
        if (!auto) {
            return super.call();
        }
        int fresh;
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            fresh = NewReviews.in(workspace);
        }
        if (fresh >= atLeast) {
            return run(Optional.empty());
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("new_reviews", fresh);
        value.put("at_least", atLeast);
        return done(value, "%d new reviews of %d: nothing to learn yet.".formatted(fresh, atLeast));
    }
}
