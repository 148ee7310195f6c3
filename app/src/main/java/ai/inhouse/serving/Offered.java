package ai.inhouse.serving;

import ai.inhouse.identity.AccessLabel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The models that are offered now, each with its queue, and their adapters. They come and go while
/// the server runs: one that goes finishes what it has begun. To a caller who is not cleared for an
/// adapter there is no such adapter.
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
            Embeddings embeddings,
            Metrics.OfModel metrics) {
        /// The model itself, without an adapter.
        Target target() {
            return new Target(model.name(), Optional.empty(), metrics);
        }
    }

    /// What can be asked by a name.
    ///
    /// @param adapter empty for the model itself
    record Entry(String name, One one, Optional<Adapters.Offered> adapter) {
        static Entry of(One one) {
            return new Entry(one.model().name(), one, Optional.empty());
        }

        /// Whoever asks the adapter is cleared for it.
        Optional<AccessLabel> label() {
            return adapter.map(Adapters.Offered::label);
        }

        /// The model that an adapter belongs to.
        Optional<String> parent() {
            return adapter.map(_ -> one.model().name());
        }

        /// Whether it is an adapter that may be asked by this name.
        boolean isAdapter(String asked) {
            return adapter.isPresent()
                    && (asked.equals(name) || asked.equals(qualified(one, adapter.get().name())));
        }
    }

    /// A target while a request is answered.
    record InUse(Target target, Optional<Adapters.Use> use) implements AutoCloseable {
        @Override
        public void close() {
            use.ifPresent(Adapters.Use::close);
        }
    }

    Offered(Metrics metrics, Limits limits, Surroundings beside, InstantSource clock) {
        this.metrics = metrics;
        this.limits = limits;
        this.beside = beside;
        this.clock = clock;
    }

    Collection<One> all() {
        return byName.values();
    }

    /// Whether it has not been withdrawn.
    boolean has(One one) {
        return byName.containsValue(one);
    }

    /// The models of the servers behind, with the lengths of their contexts.
    Map<String, Integer> behind() {
        return beside.upstreams().map(Upstreams::models).orElse(Map.of());
    }

    /// Whether a server behind answers for a name, if nothing here has it.
    boolean isBehind(String name) {
        return routed(name).isEmpty() && behind().containsKey(name);
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
        var completions = new Completions(model, queue, limits, clock, beside);
        Map<String, One> more = new LinkedHashMap<>(byName);
        more.put(model.name(), new One(model, queue, completions, new Embeddings(model), measured));
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

    /// What a request names, or the model that answers this person where it names the deployed one.
    ///
    /// @param name as listed, or `MODEL/ADAPTER`
    /// @param person stays the same for the same person or program
    /// @return empty if there is none for that caller
    Optional<Entry> find(String name, String person, KeyHolder caller) {
        Optional<Routing> routed = routed(name);
        if (routed.isPresent()) {
            return exactly(routed.get().of(person)).map(Entry::of);
        }
        return exactly(name)
                .map(Entry::of)
                .or(
                        () ->
                                visible(caller).stream()
                                        .filter(entry -> entry.isAdapter(name))
                                        .findFirst());
    }

    private Optional<Routing> routed(String name) {
        return routing.filter(r -> r.names().contains(name));
    }

    /// Models in their order, each before its adapters. An adapter whose name is that of a model,
    /// or of another model's adapter, is named `MODEL/ADAPTER`.
    List<Entry> visible(KeyHolder caller) {
        Map<String, One> models = byName;
        Set<String> taken = new HashSet<>(models.keySet());
        routing.ifPresent(r -> taken.addAll(r.names()));
        List<Entry> entries = new ArrayList<>();
        for (One one : models.values()) {
            entries.add(Entry.of(one));
            for (Adapters.Offered adapter : one.model().adapters().offered()) {
                if (caller.clearance().covers(adapter.label())) {
                    String plain = adapter.name();
                    String name = taken.add(plain) ? plain : qualified(one, plain);
                    entries.add(new Entry(name, one, Optional.of(adapter)));
                }
            }
        }
        return entries;
    }

    private static String qualified(One one, String adapter) {
        return one.model().name() + "/" + adapter;
    }

    /// Has what a name stands for in memory, for as long as a request needs it.
    ///
    /// @throws ApiException 503 if other adapters take all the memory for them now
    InUse use(Entry entry) {
        One one = entry.one();
        if (entry.adapter().isEmpty()) {
            return new InUse(one.target(), Optional.empty());
        }
        Adapters.Use use =
                one.model()
                        .adapters()
                        .use(entry.adapter().get().name())
                        .orElseThrow(() -> ApiException.noRoomForAdapter(entry.name()));
        Target target =
                new Target(entry.name(), Optional.of(use.weights()), metrics.ofModel(entry.name()));
        return new InUse(target, Optional.of(use));
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
