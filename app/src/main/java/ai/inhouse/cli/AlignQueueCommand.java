package ai.inhouse.cli;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.jobs.ReviewChoice;
import ai.inhouse.jobs.ReviewGuidance;
import ai.inhouse.jobs.ReviewItems;
import ai.inhouse.jobs.ReviewSources;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse align queue`: answers for people to review.
@Command(
        name = "queue",
        description = {
            "Have models answer prompts, and queue the answers for people to review in the studio.",
            "Reviewers see neither which model answered nor in which order."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse align queue --prompts asked.txt",
            "  inhouse align queue --prompts asked.txt --kind ranking --answers 4 --overlap 3",
            "  inhouse align queue --prompts asked.txt --model harbour --against harbour-tuned",
            "  inhouse align queue --prompts asked.txt --against harbour-tuned --from answers --most 30",
            "  inhouse align queue --from policies --most 30"
        })
final class AlignQueueCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();

    @Option(
            names = "--against",
            paramLabel = "NAME",
            description = "Another model, which answers by turns with the first.")
    private @Nullable String against;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "Text file with one prompt a line.")
    private @Nullable Path prompts;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description = {
                "Queue only what is most worth reviewing: answers, where they differ most;",
                "reward, where --reward-model is least sure; policies, prompts on the policies",
                "that were reviewed least (needs no --prompts)."
            })
    private @Nullable From from;

    @Option(
            names = "--most",
            defaultValue = "50",
            paramLabel = "N",
            description = "How many items --from chooses (default: ${DEFAULT-VALUE}).")
    private int most = 50;

    @Option(
            names = "--reward-model",
            paramLabel = "NAME",
            description = "Reward model for --from reward.")
    private @Nullable String rewardModel;

    /// What makes an item worth reviewing.
    enum From {
        ANSWERS,
        REWARD,
        POLICIES
    }

    @Option(
            names = "--kind",
            defaultValue = "pair",
            description =
                    "What is asked: pair, ranking, scores or thumbs (default: ${DEFAULT-VALUE}).")
    private ReviewItem.Kind kind = ReviewItem.Kind.PAIR;

    @Option(
            names = "--answers",
            defaultValue = "3",
            description = "How many answers a ranking has, at most 5 (default: ${DEFAULT-VALUE}).")
    private int answers = 3;

    @Option(
            names = "--overlap",
            description = "How many reviewers each item goes to (default: the recipe's, or 1).")
    private @Nullable Integer overlap;

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "System message (default: the recipe's).")
    private @Nullable String system;

    @Option(
            names = "--temperature",
            defaultValue = "0.8",
            description = "How far answers may differ (default: ${DEFAULT-VALUE}).")
    private double temperature = 0.8;

    @Option(names = "--seed", defaultValue = "1", description = "Same seed, same answers.")
    private long seed = 1;

    @Override
    public Integer call() {
        int wanted =
                switch (kind) {
                    case PAIR -> 2;
                    case RANKING -> answers;
                    case SCORES, THUMBS -> 1;
                };
        if (wanted > kind.most() || wanted < 1) {
            throw InhouseException.badInput(
                    "queueing items to review",
                    "--answers " + answers,
                    "a ranking has 2 to %d answers".formatted(kind.most()),
                    "Ask for fewer answers.");
        }
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            Optional<Recipe> recipe = RecipeReader.own(workspace);
            List<ReviewItems.Prompt> asked = asked(workspace, recipe);
            int reviewers = overlap == null ? recipe.map(Recipe::reviewOverlap).orElse(1) : overlap;
            List<ReviewItem> items = chosen(workspace, items(workspace, recipe, asked, wanted));
            int added =
                    new ReviewQueue(workspace.database(), InstantSource.system())
                            .add(items, Math.max(1, reviewers));
            return report(asked.size(), added, reviewers);
        }
    }

    private List<ReviewItems.Prompt> asked(Workspace workspace, Optional<Recipe> recipe) {
        if (prompts != null) {
            return ReviewItems.prompts(prompts);
        }
        Optional<Policies> policies = recipe.flatMap(r -> r.data().policies()).map(Policies::read);
        if (from != From.POLICIES || policies.isEmpty()) {
            throw InhouseException.badInput(
                    "queueing items to review",
                    "the command line",
                    from == From.POLICIES
                            ? "the workspace's recipe names no policies"
                            : "it names no prompts",
                    "Name a file with --prompts; with policies in the recipe, --from policies does"
                            + " without.");
        }
        List<ReviewItem> reviewed =
                new ReviewQueue(workspace.database(), InstantSource.system()).all();
        return ReviewChoice.wherePoliciesAreUncovered(policies.get(), reviewed, most);
    }

    private List<ReviewItem> chosen(Workspace workspace, List<ReviewItem> items) {
        if (from == From.ANSWERS) {
            return ReviewChoice.whereAnswersDiffer(items, most);
        }
        if (from != From.REWARD) {
            return items;
        }
        if (rewardModel == null) {
            throw InhouseException.badInput(
                    "queueing items to review",
                    "--from reward",
                    "no reward model is named",
                    "Name one with --reward-model; a recipe with a budget.reward makes one.");
        }
        Path folder = new ModelShelf(workspace, Clock.systemUTC()).find(rewardModel);
        try (RewardModel opened =
                RewardModel.open(folder, Runtime.getRuntime().availableProcessors())) {
            return ReviewChoice.whereRewardIsUnsure(items, opened, most);
        }
    }

    private int report(int asked, int added, int reviewers) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("prompts", asked);
        value.put("added", added);
        value.put("overlap", reviewers);
        return done(
                value,
                "%d items wait for review, each for %d reviewer%s. Open the studio, or type 'inhouse align review'."
                        .formatted(added, reviewers, reviewers == 1 ? "" : "s"));
    }

    private List<ReviewItem> items(
            Workspace workspace,
            Optional<Recipe> recipe,
            List<ReviewItems.Prompt> asked,
            int wanted) {
        Optional<Policies> policies = recipe.flatMap(r -> r.data().policies()).map(Policies::read);
        Optional<String> said =
                Optional.ofNullable(system).or(() -> recipe.flatMap(Recipe::systemPrompt));
        List<OpenModel> models = new ArrayList<>();
        try {
            models.add(model.open(workspace));
            if (against != null) {
                models.add(model.open(workspace, against));
            }
            return new ReviewItems(models, kind, wanted, said, temperature, seed)
                    .make(ReviewSources.of(workspace).beside(asked), new ReviewGuidance(policies));
        } finally {
            models.forEach(OpenModel::close);
        }
    }
}
