package ai.inhouse.serving.load;

import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.serving.load.LoadClient.Sample;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/// Clients that ask one question after the other, all at once: how many answers a server gives, and
/// how long each waits for them.
public final class ServeLoad implements AutoCloseable {
    private static final int FULL = 429;
    private static final Duration BREATH = Duration.ofMillis(200);

    /// Memory is compared between the second quarter of a soak and its end: by then all is warm.
    private static final int QUARTERS = 4;

    private final HttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LoadTarget target;
    private final Words words;

    public ServeLoad(LoadTarget target, Words words) {
        this.target = target;
        this.words = words;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build();
    }

    /// Percentiles over all answers, in seconds; 0 where there are none.
    public record Spread(double p50Seconds, double p95Seconds) {
        static Spread of(DoubleStream values) {
            double[] sorted = values.sorted().toArray();
            return sorted.length == 0
                    ? new Spread(0, 0)
                    : new Spread(at(sorted, 0.5), at(sorted, 0.95));
        }

        /// The nearest rank.
        private static double at(double[] sorted, double share) {
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
    }

    /// What so many clients at once got.
    ///
    /// @param answered whole answers
    /// @param refused with 429
    /// @param refusedSilently those of them that did not say when to come back
    /// @param failed anything else: there should be none
    /// @param tokensPerSecond written, over all clients
    public record Level(
            int clients,
            double durationSeconds,
            int answered,
            int refused,
            int refusedSilently,
            int failed,
            double tokensPerSecond,
            double requestsPerSecond,
            Spread firstToken,
            Spread betweenTokens,
            Spread total) {}

    /// What a long time of too many clients came to.
    ///
    /// @param rssBytes resident memory of this process at each quarter's end, server and clients; 0
    ///   where unknown
    public record Soak(Level level, List<Long> rssBytes) {
        /// Whether every request was answered, or refused with a time to come back.
        public boolean isClean() {
            return level.failed() == 0 && level.refusedSilently() == 0 && level.answered() > 0;
        }

        /// How much memory grew since half of the time had passed; 0.01 is one percent.
        public double growth() {
            long half = rssBytes.get(QUARTERS / 2 - 1);
            return half == 0 ? 0 : (double) rssBytes.getLast() / half - 1;
        }
    }

    /// Lets clients ask until the time is over, and then finish.
    public Level level(int clients, Duration time) throws InterruptedException {
        ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Random random = new Random(31L * clients + i);
            running.add(
                    threads.submit(
                            () -> {
                                askUntil(end, random, samples);
                                return null;
                            }));
        }
        for (Future<?> client : running) {
            finish(client);
        }
        return sum(clients, (System.nanoTime() - start) / 1e9, List.copyOf(samples));
    }

    private static void finish(Future<?> client) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }

    private void askUntil(long end, Random random, ConcurrentLinkedQueue<Sample> samples)
            throws InterruptedException {
        LoadClient client = new LoadClient(http, target);
        do {
            Sample sample = client.ask(words.prompt(random), words.tokens());
            samples.add(sample);
            if (sample.status() != 200) {
                Thread.sleep(BREATH);
            }
        } while (System.nanoTime() < end);
    }

    private static Level sum(int clients, double seconds, List<Sample> samples) {
        List<Sample> answered = samples.stream().filter(s -> s.status() == 200).toList();
        List<Sample> refused = samples.stream().filter(s -> s.status() == FULL).toList();
        int silently = (int) refused.stream().filter(s -> !s.retryAfter()).count();
        long tokens = answered.stream().mapToLong(Sample::tokens).sum();
        return new Level(
                clients,
                seconds,
                answered.size(),
                refused.size(),
                silently,
                samples.size() - answered.size() - refused.size(),
                tokens / seconds,
                answered.size() / seconds,
                Spread.of(answered.stream().mapToDouble(Sample::firstTokenSeconds)),
                Spread.of(
                        answered.stream()
                                .flatMap(s -> s.gapSeconds().stream())
                                .mapToDouble(Double::doubleValue)),
                Spread.of(answered.stream().mapToDouble(Sample::totalSeconds)));
    }

    /// Holds a load for long.
    ///
    /// @param clients about twice as many as the server takes on
    public Soak soak(int clients, Duration time) throws InterruptedException {
        List<Level> quarters = new ArrayList<>();
        List<Long> memory = new ArrayList<>();
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            quarters.add(level(clients, time.dividedBy(QUARTERS)));
            memory.add(ProcessMemory.residentBytes().orElse(0));
        }
        return new Soak(together(clients, quarters), memory);
    }

    private static Level together(int clients, List<Level> parts) {
        double seconds = parts.stream().mapToDouble(Level::durationSeconds).sum();
        double tokens =
                parts.stream().mapToDouble(p -> p.tokensPerSecond() * p.durationSeconds()).sum();
        int answered = parts.stream().mapToInt(Level::answered).sum();
        Level last = parts.getLast();
        return new Level(
                clients,
                seconds,
                answered,
                parts.stream().mapToInt(Level::refused).sum(),
                parts.stream().mapToInt(Level::refusedSilently).sum(),
                parts.stream().mapToInt(Level::failed).sum(),
                tokens / seconds,
                answered / seconds,
                last.firstToken(),
                last.betweenTokens(),
                last.total());
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
