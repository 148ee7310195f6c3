package ai.inhouse.cli;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.ReviewSession;
import ai.inhouse.jobs.RecipeReview;
import ai.inhouse.store.Workspace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse align review`: say in the terminal which of two answers is better.
@Command(
        name = "review",
        description = {
            "Review in the terminal what 'inhouse align queue' queued: the better of two answers,",
            "or whether one is good. The studio asks the same, and more, in the browser."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse align review --reviewer ada"})
final class AlignReviewCommand extends Subcommand {
    private static final int MOST = 200;

    @Option(names = "--reviewer", description = "Who reviews (default: the account's name).")
    private String reviewer = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            ReviewQueue queue =
                    new ReviewQueue(
                            workspace.database(),
                            InstantSource.system(),
                            RecipeReview.of(workspace).gold());
            List<ReviewItem> items = queue.next(reviewer, MOST);
            ReviewSession session =
                    new ReviewSession(
                            (item, verdict) ->
                                    queue.rate(
                                            reviewer,
                                            new ReviewQueue.Submission(
                                                    UUID.randomUUID().toString(),
                                                    item.id(),
                                                    Judgement.of(verdict),
                                                    0)),
                            new BufferedReader(
                                    new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                            output().stream(json()),
                            reviewer);
            ReviewSession.Result result = session.run(items);
            queue.leave(reviewer);
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("reviewed", result.reviewed());
            value.put("skipped", result.skipped());
            value.put("left", result.left());
            return done(value, "'inhouse align export' writes what was said as training data.");
        }
    }
}
