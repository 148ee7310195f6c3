package ai.inhouse.cli;

import ai.inhouse.alignment.ReviewFile;
import ai.inhouse.alignment.ReviewItem;
import ai.inhouse.alignment.ReviewSession;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ReviewItems;
import ai.inhouse.store.Workspace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse align review`: say in the terminal which of two answers is better.
@Command(
        name = "review",
        description = {
            "Choose the better of two answers, prompt by prompt, or say whether one is good;",
            "each review is kept at once. The file it writes is what a recipe's 'preferences' names."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse align review --prompts asked.txt",
            "  inhouse align review --prompts asked.txt --thumbs"
        })
final class AlignReviewCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();

    @Option(
            names = "--prompts",
            required = true,
            paramLabel = "FILE",
            description = "Text file with one prompt a line.")
    private Path prompts = Path.of("");

    @Option(names = "--thumbs", description = "Show one answer at a time, to call good or bad.")
    private boolean thumbs;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where reviews go (default: reviews.jsonl in the workspace).")
    private @Nullable Path to;

    @Option(names = "--system", paramLabel = "TEXT", description = "System message.")
    private @Nullable String system;

    @Option(
            names = "--temperature",
            defaultValue = "0.8",
            description = "How far the two answers may differ (default: ${DEFAULT-VALUE}).")
    private double temperature = 0.8;

    @Option(names = "--seed", defaultValue = "1", description = "Same seed, same answers.")
    private long seed = 1;

    @Option(names = "--reviewer", description = "Who reviews (default: the account's name).")
    private String reviewer = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() {
        Path file = to == null ? workspaceFolder().resolve("reviews.jsonl") : to;
        List<String> asked = ReviewItems.prompts(prompts);
        try (Workspace workspace = model.workspace(this)) {
            ReviewSession session =
                    new ReviewSession(
                            new ReviewFile(file, reviewer),
                            new BufferedReader(
                                    new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                            output().stream(json()),
                            seed);
            ReviewSession.Result result = session.run(items(workspace, asked));
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("file", file.toString());
            value.put("reviewed", result.reviewed());
            value.put("skipped", result.skipped());
            value.put("left", result.left());
            return done(
                    value,
                    "Reviews are in %s: name it as the recipe's preferences.".formatted(file));
        }
    }

    private List<ReviewItem> items(Workspace workspace, List<String> asked) {
        try (OpenModel open = model.open(workspace)) {
            ReviewItems items =
                    new ReviewItems(open, Optional.ofNullable(system), temperature, seed);
            return thumbs ? items.single(asked) : items.pairs(asked);
        }
    }
}
