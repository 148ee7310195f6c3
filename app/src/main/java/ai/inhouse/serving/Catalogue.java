package ai.inhouse.serving;

import ai.inhouse.identity.AccessLabel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be asked by name: models, and models with one of their adapters. To a caller who is not
/// cleared for an adapter there is no such adapter.
final class Catalogue {
    private final Map<String, Served> served = new LinkedHashMap<>();
    private final Metrics metrics;

    Catalogue(Metrics metrics) {
        this.metrics = metrics;
    }

    /// A model and all that answers for it.
    record Served(
            ServedModel model,
            GenerationQueue queue,
            Completions completions,
            Embeddings embeddings,
            Metrics.OfModel metrics) {}

    /// One name.
    ///
    /// @param label of the adapter; empty for the model itself
    record Entry(String name, Served served, Optional<AccessLabel> label) {
        /// The model that an adapter belongs to.
        Optional<String> parent() {
            return label.map(_ -> served.model().name());
        }
    }

    void add(Served one) {
        served.put(one.model().name(), one);
    }

    List<Served> models() {
        return List.copyOf(served.values());
    }

    /// Models in their order, each before its adapters. An adapter that is called as a model is
    /// named `MODEL/ADAPTER`.
    List<Entry> visible(KeyHolder caller) {
        List<Entry> entries = new ArrayList<>();
        for (Served one : served.values()) {
            entries.add(new Entry(one.model().name(), one, Optional.empty()));
            for (Adapters.Offered adapter : one.model().adapters().offered()) {
                if (caller.clearance().covers(adapter.label())) {
                    String name =
                            served.containsKey(adapter.name())
                                    ? qualified(one, adapter.name())
                                    : adapter.name();
                    entries.add(new Entry(name, one, Optional.of(adapter.label())));
                }
            }
        }
        return entries;
    }

    private static String qualified(Served one, String adapter) {
        return one.model().name() + "/" + adapter;
    }

    /// @param name as listed, or `MODEL/ADAPTER`
    /// @return empty if there is none for that caller
    Optional<Entry> find(String name, KeyHolder caller) {
        Served model = served.get(name);
        if (model != null) {
            return Optional.of(new Entry(name, model, Optional.empty()));
        }
        return visible(caller).stream()
                .filter(entry -> entry.label().isPresent())
                .filter(
                        entry ->
                                name.equals(entry.name())
                                        || name.equals(qualified(entry.served(), entry.name())))
                .findFirst();
    }

    /// Has what a name stands for in memory, for as long as a request needs it.
    ///
    /// @throws ApiException 503 if other adapters take all the memory for them now
    InUse use(Entry entry) {
        Served one = entry.served();
        if (entry.label().isEmpty()) {
            Target target = new Target(entry.name(), Optional.empty(), one.metrics());
            return new InUse(target, Optional.empty());
        }
        String prefix = one.model().name() + "/";
        String adapter =
                entry.name().startsWith(prefix)
                        ? entry.name().substring(prefix.length())
                        : entry.name();
        Adapters.Use use =
                one.model()
                        .adapters()
                        .use(adapter)
                        .orElseThrow(() -> ApiException.noRoomForAdapter(entry.name()));
        Target target =
                new Target(entry.name(), Optional.of(use.weights()), metrics.ofModel(entry.name()));
        return new InUse(target, Optional.of(use));
    }

    /// A target while a request is answered.
    record InUse(Target target, Optional<Adapters.Use> use) implements AutoCloseable {
        @Override
        public void close() {
            use.ifPresent(Adapters.Use::close);
        }
    }
}
