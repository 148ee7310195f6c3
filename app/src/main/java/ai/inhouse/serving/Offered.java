package ai.inhouse.serving;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The models that are offered now, each with its queue. They come and go while the server runs:
/// one that goes finishes what it has begun.
final class Offered implements AutoCloseable {
    private final Metrics metrics;
    private final Limits limits;
    private final Surroundings beside;
    private final InstantSource clock;
    private volatile Map<String, One> byName = Map.of();
    private volatile Optional<Routing> routing = Optional.empty();

    /// A model with all that answers through it.
    record One(
            ServedModel model,
            GenerationQueue queue,
            Completions completions,
            Embeddings embeddings) {}

    Offered(Metrics metrics, Limits limits, Surroundings beside, InstantSource clock) {
        this.metrics = metrics;
        this.limits = limits;
        this.beside = beside;
        this.clock = clock;
    }

    Collection<One> all() {
        return byName.values();
    }

    Optional<Routing> routing() {
        return routing;
    }

    void route(Routing by) {
        routing = Optional.of(by);
    }

    /// Offers a model under its name, behind those that are there.
    ///
    /// @throws IllegalArgumentException if the name is taken
    synchronized void add(ServedModel model) {
        if (byName.containsKey(model.name())) {
            throw new IllegalArgumentException("two models of the same name");
        }
        Metrics.OfModel measured = metrics.ofModel(model.name());
        var queue = new GenerationQueue(model, limits.waiting(), measured);
        var completions = new Completions(model, queue, measured, limits, clock, beside);
        Map<String, One> more = new LinkedHashMap<>(byName);
        more.put(model.name(), new One(model, queue, completions, new Embeddings(model)));
        byName = Collections.unmodifiableMap(more);
    }

    /// Takes a model back. What it has begun it finishes, within the limit of a stopping server.
    ///
    /// @return done once nothing is generated with it any more
    synchronized CompletableFuture<Void> remove(String name) {
        Map<String, One> fewer = new LinkedHashMap<>(byName);
        Optional<One> gone = Optional.ofNullable(fewer.remove(name));
        byName = Collections.unmodifiableMap(fewer);
        return gone.map(one -> CompletableFuture.runAsync(() -> end(one.queue()), Offered::start))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private static void start(Runnable work) {
        Thread.ofVirtual().name("withdraw a model").start(work);
    }

    private void end(GenerationQueue queue) {
        try {
            queue.drain(limits.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.close();
        }
    }

    /// The model that a request names, or that answers this caller where it names the deployed one.
    One find(String name, String caller) {
        String routed =
                routing.filter(r -> r.names().contains(name)).map(r -> r.of(caller)).orElse(name);
        return exactly(routed).orElseThrow(() -> ApiException.unknownModel(name));
    }

    Optional<One> exactly(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// @return whether all that runs ended in time
    boolean drain(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean finished = true;
        for (One one : all()) {
            finished &= one.queue().drain(Duration.ofNanos(end - System.nanoTime()));
        }
        return finished;
    }

    @Override
    public void close() {
        all().forEach(one -> one.queue().close());
    }
}
