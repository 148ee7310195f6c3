package ai.inhouse.web;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.identity.Role;
import ai.inhouse.store.Account;
import ai.inhouse.store.AccountRecords;
import ai.inhouse.store.ReviewFill;
import ai.inhouse.store.Session;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// How long reviewers wait, with many ratings stored: one who works alone, and many at once. They
/// go over HTTP to a real studio, each signed in with an account, from the same machine.
///
/// @param ratings stored before
/// @param reviewers at once
/// @param pace seconds from one verdict of a reviewer to the next, on average
/// @param seconds that many work at once
/// @param says hears what is being done
public record ReviewBench(
        Workspace workspace,
        long ratings,
        int reviewers,
        double pace,
        int seconds,
        Consumer<String> says) {
    private static final int ALONE = 200;
    private static final int SPARE = 20;

    /// @param nextMillis from a verdict that is sent to the next items that are there: nothing sent
    ///   ahead helps; percentiles
    /// @param verdictMillis from a verdict to its being kept, by many at once
    /// @param itemsMillis from asking for items to having them, by many at once
    /// @param sent verdicts that were answered as kept
    /// @param lost of those, how many are not stored
    public record Result(
            long ratingsStored,
            Latency nextMillis,
            int reviewersAtOnce,
            double verdictsPerSecond,
            Latency verdictMillis,
            Latency itemsMillis,
            long sent,
            long lost) {}

    /// In milliseconds.
    public record Latency(double p50, double p95, double max, int n) {
        static Latency of(List<Long> nanos) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return new Latency(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1), sorted.size());
        }

        private static double at(List<Long> sorted, double share) {
            int place = (int) Math.ceil(share * sorted.size()) - 1;
            return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, place)) / 1e6;
        }
    }

    public Result measure() throws InterruptedException, ExecutionException {
        ReviewFill fill = new ReviewFill(workspace.database());
        says.accept("Storing %,d ratings".formatted(ratings));
        fill.fill(
                ratings,
                reviewers,
                Json.write(item(0)),
                Judgement.of(new Verdict.Choice(0)).json());
        int wanted = (int) (reviewers * (seconds / pace + SPARE)) + ALONE;
        List<ReviewItem> open = new ArrayList<>();
        for (int i = 0; i < wanted / 2; i++) {
            open.add(item(i + 1));
        }
        new ReviewQueue(workspace.database(), InstantSource.system()).add(open, 2);
        List<String> tokens = signIn();
        try (Studio studio =
                        Studio.start(
                                "127.0.0.1",
                                0,
                                new WorkspaceStudio(workspace),
                                workspace.database(),
                                List.of());
                HttpClient http = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + studio.port();
            says.accept("One reviewer alone");
            BenchReviewer alone = new BenchReviewer(http, base, tokens.getFirst());
            alone.work(ALONE);
            says.accept("%d reviewers at once".formatted(reviewers));
            List<BenchReviewer> all =
                    tokens.stream().map(token -> new BenchReviewer(http, base, token)).toList();
            atOnce(all);
            return result(fill, alone, all);
        }
    }

    private Result result(ReviewFill fill, BenchReviewer alone, List<BenchReviewer> all) {
        List<Long> verdicts = all.stream().flatMap(r -> r.verdicts().stream()).toList();
        List<Long> items = all.stream().flatMap(r -> r.items().stream()).toList();
        List<Long> next = new ArrayList<>();
        for (int i = 0; i < alone.verdicts().size(); i++) {
            next.add(alone.verdicts().get(i) + alone.items().get(i));
        }
        long sent = verdicts.size() + (long) alone.verdicts().size();
        long before = Math.max(1, ratings / 4) * 4;
        return new Result(
                before,
                Latency.of(next),
                reviewers,
                verdicts.size() / (double) seconds,
                Latency.of(verdicts),
                Latency.of(items),
                sent,
                before + sent - fill.ratings());
    }

    private void atOnce(List<BenchReviewer> all) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (BenchReviewer reviewer : all) {
                running.add(threads.submit(() -> work(reviewer, end)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /// Verdicts come evenly spread around the pace.
    private Void work(BenchReviewer reviewer, long end) throws Exception {
        sleep(ThreadLocalRandom.current().nextDouble() * pace);
        while (System.nanoTime() < end) {
            reviewer.verdict();
            if (reviewer.needsItems()) {
                reviewer.fill();
            }
            sleep(pace * (0.5 + ThreadLocalRandom.current().nextDouble()));
        }
        return null;
    }

    private static void sleep(double seconds) throws InterruptedException {
        Thread.sleep(Duration.ofNanos((long) (seconds * 1e9)));
    }

    private static ReviewItem item(int number) {
        String words = "The seal is changed every season, and the plate names the size. ".repeat(6);
        return new ReviewItem(
                ReviewItem.Kind.PAIR,
                List.of(
                        Message.of(
                                "user", "Question %d: how is the seal changed?".formatted(number))),
                List.of(
                        new ReviewItem.Answer(words, "one"),
                        new ReviewItem.Answer(words + "Ask the works.", "two")),
                List.of(new ReviewItem.Source("service.md", words)),
                List.of());
    }

    /// Accounts with open sessions: signing in is slow on purpose, and not what is measured.
    private List<String> signIn() {
        AccountRecords accounts = new AccountRecords(workspace.database());
        Instant now = Instant.now();
        List<String> tokens = new ArrayList<>();
        for (int i = 1; i <= reviewers; i++) {
            String name = "r" + i;
            String token = "token-of-" + name;
            accounts.add(new Account(name, Role.REVIEWER.name(), "none", 0, Instant.EPOCH, now));
            accounts.open(
                    new Session(
                            Hash.of(token),
                            name,
                            BenchReviewer.CSRF,
                            now.plus(Duration.ofHours(1))),
                    now);
            tokens.add(token);
        }
        return tokens;
    }
}
