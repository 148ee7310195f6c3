package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// OpenAI-compatible servers that answer for ours: vLLM, llama.cpp's, or other ones of ours. They
/// are asked every few seconds whether they are there, and with which models.
///
/// A request goes to the server that has read most of its prompt's beginning lately, unless that
/// one has a quarter more to do than its share of all: bounded loads, as in Mirrokni, Thorup and
/// Zadimoghaddam, "Consistent Hashing with Bounded Loads" (2016). Then, and for new beginnings, to
/// the one with the least to do.
public final class Upstreams implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /// How much more than its share a server may have to do for the sake of what it has read.
    private static final double SLACK = 1.25;

    private final List<UpstreamServer> servers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Thread watch;

    private Upstreams(List<UpstreamServer> servers) {
        this.servers = servers;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .executor(threads)
                        .build();
        this.watch = Thread.ofVirtual().name("upstreams").unstarted(this::watch);
    }

    /// @param key that the servers ask for
    /// @throws InhouseException if none of them answers
    public static Upstreams open(List<URI> urls, Optional<String> key) {
        Upstreams upstreams =
                new Upstreams(
                        urls.stream().distinct().map(url -> new UpstreamServer(url, key)).toList());
        try {
            upstreams.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!upstreams.ready()) {
            upstreams.close();
            throw InhouseException.badInput(
                    "starting the server",
                    upstreams.servers.stream()
                            .map(UpstreamServer::name)
                            .collect(Collectors.joining(", ")),
                    "none of these servers answers GET /v1/models",
                    "Start one, check its address, and the key it asks for.");
        }
        upstreams.watch.start();
        return upstreams;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        for (UpstreamServer server : servers) {
            found(server, server.probe(http));
        }
    }

    private synchronized void found(UpstreamServer server, Optional<Map<String, Integer>> models) {
        server.found(models);
    }

    /// A server did not answer: until the next look nothing is sent to it.
    void away(UpstreamServer server) {
        found(server, Optional.empty());
    }

    HttpClient http() {
        return http;
    }

    ExecutorService threads() {
        return threads;
    }

    List<UpstreamServer> servers() {
        return servers;
    }

    /// Whether any server answers.
    synchronized boolean ready() {
        return servers.stream().anyMatch(UpstreamServer::up);
    }

    synchronized boolean isUp(UpstreamServer server) {
        return server.up();
    }

    synchronized int running(UpstreamServer server) {
        return server.running();
    }

    synchronized int running() {
        return servers.stream().mapToInt(UpstreamServer::running).sum();
    }

    /// The models that servers have, or had when they last answered.
    synchronized Map<String, Integer> models() {
        Map<String, Integer> models = new LinkedHashMap<>();
        servers.forEach(server -> server.models().forEach(models::putIfAbsent));
        return models;
    }

    /// Chooses a server and counts the request as running there, until [#end].
    ///
    /// @param prefix of the prompt, as [PrefixMemory#blocks] tells it
    /// @param tried those that failed already
    synchronized Optional<UpstreamServer> begin(
            String model, long[] prefix, Set<UpstreamServer> tried) {
        List<UpstreamServer> able =
                servers.stream()
                        .filter(s -> s.up() && s.models().containsKey(model) && !tried.contains(s))
                        .toList();
        int all = able.stream().mapToInt(UpstreamServer::running).sum();
        double bound = Math.ceil(SLACK * (all + 1) / Math.max(1, able.size()));
        Comparator<UpstreamServer> leastToDo =
                Comparator.comparingInt(UpstreamServer::running)
                        .thenComparingLong(UpstreamServer::served);
        Optional<UpstreamServer> chosen =
                able.stream()
                        .filter(server -> server.running() + 1 <= bound)
                        .min(
                                Comparator.<UpstreamServer>comparingInt(s -> -s.known(prefix))
                                        .thenComparing(leastToDo));
        chosen.ifPresent(server -> server.begin(prefix));
        return chosen;
    }

    synchronized void end(UpstreamServer server) {
        server.end();
        notifyAll();
    }

    /// Waits for what is running.
    ///
    /// @return whether all of it ended in time
    synchronized boolean drain(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (running() > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        watch.interrupt();
        http.shutdownNow();
        threads.shutdownNow();
    }
}
