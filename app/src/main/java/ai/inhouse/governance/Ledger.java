package ai.inhouse.governance;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.RunRecord;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.StageRecord;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a workspace's runs made, by the hashes that lineage knows.
final class Ledger {
    private final Workspace workspace;
    private final List<Made> made = new ArrayList<>();

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

    /// Models among the hashes, each name once.
    List<String> models(Collection<String> hashes) {
        return made.stream()
                .filter(m -> !m.model.isEmpty() && hashes.contains(m.hash))
                .map(Made::model)
                .distinct()
                .toList();
    }

    List<String> runs(Collection<String> hashes) {
        return made.stream()
                .filter(m -> hashes.contains(m.hash))
                .map(Made::run)
                .distinct()
                .toList();
    }

    /// Stages whose output is among the hashes, in the order in which a run takes them.
    List<String> stages(Collection<String> hashes) {
        return made.stream()
                .filter(m -> hashes.contains(m.hash))
                .map(Made::stage)
                .distinct()
                .toList();
    }

    /// The newest weights of a model that a run made.
    Optional<String> weights(String model) {
        return made.stream().filter(m -> m.model.equals(model)).map(Made::hash).findFirst();
    }

    List<String> names() {
        return made.stream().map(Made::model).filter(m -> !m.isEmpty()).distinct().toList();
    }

    /// The deployed model, if it is one of these.
    List<String> deployed(Collection<String> models) {
        return Deployment.read(workspace).map(Deployment::model).stream()
                .filter(models::contains)
                .toList();
    }
}
