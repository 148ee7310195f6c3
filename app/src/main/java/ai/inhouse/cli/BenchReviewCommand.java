package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.store.Workspace;
import ai.inhouse.web.ReviewBench;
import ai.inhouse.web.ReviewBench.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse bench review`: how long reviewers wait, in a workspace that is thrown away.
@Command(
        name = "review",
        description = {
            "How long reviewers wait for the next item with many ratings stored, alone and many at",
            "once, over HTTP to a studio on this machine; fails if a verdict is lost."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  inhouse bench review --ratings 1000000 --reviewers 200 --json"
        })
final class BenchReviewCommand extends Subcommand {
    @Option(
            names = "--ratings",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Ratings stored before (default: ${DEFAULT-VALUE}).")
    private long ratings = 1_000_000;

    @Option(
            names = "--reviewers",
            defaultValue = "200",
            paramLabel = "N",
            description = "Reviewers at once (default: ${DEFAULT-VALUE}).")
    private int reviewers = 200;

    @Option(
            names = "--pace",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description = "Between two verdicts of a reviewer (default: ${DEFAULT-VALUE}).")
    private double pace = 2;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "That they work at once (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        ReviewBench.Result result = measured();
        done(result, text(result));
        if (result.lost() != 0) {
            throw InhouseException.refused(
                    "checking that no verdict is lost",
                    "the studio's database",
                    "%d of %d verdicts are not stored".formatted(result.lost(), result.sent()),
                    "Report it: a verdict that was answered as kept must be there.");
        }
        return 0;
    }

    private ReviewBench.Result measured() throws InterruptedException, ExecutionException {
        try {
            Path folder = Files.createTempDirectory("inhouse-bench");
            try (Workspace workspace = Workspace.create(folder)) {
                return new ReviewBench(workspace, ratings, reviewers, pace, seconds, this::note)
                        .measure();
            } finally {
                DurableFiles.deleteTree(folder);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "measuring reviews", "the temporary folder", e, "Make room on the disk.");
        }
    }

    private static String text(ReviewBench.Result r) {
        return String.format(
                Locale.ROOT,
                "%,d ratings stored%n"
                        + "  next item after a verdict      %s%n"
                        + "%d reviewers at once, %.0f verdicts/s%n"
                        + "  verdict kept                   %s%n"
                        + "  items                          %s%n"
                        + "  %d verdicts sent, %d lost",
                r.ratingsStored(),
                text(r.nextMillis()),
                r.reviewersAtOnce(),
                r.verdictsPerSecond(),
                text(r.verdictMillis()),
                text(r.itemsMillis()),
                r.sent(),
                r.lost());
    }

    private static String text(Latency l) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p95 %.1f ms, at most %.0f ms (n = %d)",
                l.p50(),
                l.p95(),
                l.max(),
                l.n());
    }
}
