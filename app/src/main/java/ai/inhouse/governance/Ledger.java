package ai.inhouse.governance;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.AdapterShelf;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.ModelRecord;
import ai.inhouse.store.RunRecord;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.StageRecord;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a workspace's runs made, by the hashes that lineage knows.
final class Ledger {
    private final Workspace workspace;
    private final List<Made> made = new ArrayList<>();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /// @param hash a corpus version or the hash of a model's weights
    /// @param model its name, or empty for a corpus
    record Made(String run, String stage, String hash, String model) {}

    Ledger(Workspace workspace) {
        this.workspace = workspace;
        RunRecords runs = new RunRecords(workspace.database());
        for (RunRecord run : runs.all()) {
            runs.stages(run.id()).forEach(this::read);
        }
    }

    private void read(StageRecord stage) {
        // Newest first; a stage that was reused took no time then.
        if (stage.durationSeconds() > 0) {
            seconds.putIfAbsent(stage.name(), stage.durationSeconds());
        }
        JsonNode output = Json.tree(stage.output(), stage.name());
        for (String key : List.of("version", "weights")) {
            if (output.has(key)) {
                made.add(
                        new Made(
                                stage.runId(),
                                stage.name(),
                                output.get(key).asString(),
                                output.path("model").asString("")));
            }
        }
    }

    /// How long each stage took when it was last run.
    Map<String, Double> seconds() {
        return seconds;
    }

    /// All that came of something, by hash.
    Set<String> results(String hash) {
        Set<String> results = new LinkedHashSet<>();
        new LineageRecords(workspace.database())
                .results(hash).stream().map(LineageEdge::made).forEach(results::add);
        return results;
    }

    /// All that something was made from, by hash.
    Set<String> sources(String hash) {
        Set<String> sources = new LinkedHashSet<>();
        new LineageRecords(workspace.database())
                .sources(hash).stream().map(LineageEdge::madeFrom).forEach(sources::add);
        return sources;
    }

    /// The model that something was directly made from, if a run made it.
    Optional<Made> start(String hash) {
        return new LineageRecords(workspace.database())
                .sources(hash).stream()
                        .filter(edge -> edge.made().equals(hash))
                        .flatMap(
                                edge ->
                                        made.stream()
                                                .filter(m -> m.hash.equals(edge.madeFrom()))
                                                .filter(m -> !m.model.isEmpty()))
                        .findFirst();
    }

    List<Made> made(Collection<String> hashes) {
        return made.stream().filter(m -> hashes.contains(m.hash)).toList();
    }

    /// Models among the hashes, each name once.
    List<String> models(Collection<String> hashes) {
        return made(hashes).stream()
                .map(Made::model)
                .filter(model -> !model.isEmpty())
                .distinct()
                .toList();
    }

    List<String> runs(Collection<String> hashes) {
        return made(hashes).stream().map(Made::run).distinct().toList();
    }

    /// The newest weights of a model that a run made.
    Optional<String> weights(String model) {
        return made.stream().filter(m -> m.model.equals(model)).map(Made::hash).findFirst();
    }

    List<String> names() {
        return made.stream().map(Made::model).filter(m -> !m.isEmpty()).distinct().toList();
    }

    /// Models on the shelf, and adapters as `BASE/NAME`, by what their weights' hashes are now:
    /// copies and merged ones too, which no run made.
    Map<String, String> shelved(Collection<String> hashes) {
        Map<String, String> shelved = new LinkedHashMap<>();
        if (hashes.isEmpty()) {
            return shelved;
        }
        ModelShelf models = new ModelShelf(workspace, Clock.systemUTC());
        for (ModelRecord model : models.all()) {
            models.hash(model.name())
                    .filter(hash -> hashes.contains(hash.hex()))
                    .ifPresent(hash -> shelved.put(model.name(), hash.hex()));
        }
        for (AdapterShelf.Entry entry : new AdapterShelf(workspace, models).all()) {
            String hash = AdapterShelf.hash(entry).hex();
            if (hashes.contains(hash)) {
                shelved.put(entry.base() + "/" + entry.name(), hash);
            }
        }
        return shelved;
    }

    /// The deployed model, if it is one of these.
    List<String> deployed(Collection<String> models) {
        return Deployment.read(workspace).map(Deployment::model).stream()
                .filter(models::contains)
                .toList();
    }
}
