package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Problems;
import ai.inhouse.base.YamlFields;
import ai.inhouse.base.YamlNode;
import ai.inhouse.evaluation.Gate;
import ai.inhouse.store.GateCheck;
import ai.inhouse.store.GateCheckRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known of a model's gates: kept by its weights whenever they are checked, by a run or by
/// a suite, and asked for when it is to be deployed.
public final class GateEvidence {
    private final Workspace workspace;
    private final GateCheckRecords checks;

    public GateEvidence(Workspace workspace) {
        this.workspace = workspace;
        this.checks = new GateCheckRecords(workspace.database());
    }

    /// As it is kept: a gate as it is written, and what came of it.
    private record Kept(String gate, boolean passed, String reason) {}

    /// @param failed what does not hold or was not checked, with the reason
    /// @param checked whether there was a gate at all
    /// @param source the run or suite that checked; empty where nothing did
    record Verdict(List<String> failed, boolean checked, String source) {
        static final Verdict HELD = new Verdict(List.of(), true, "");

        /// @throws InhouseException refused where something failed and nobody answers for it
        Deployment.Gates require(String model, Deployments.Sign sign) {
            if (failed.isEmpty()) {
                return checked ? Deployment.Gates.HELD : Deployment.Gates.NONE;
            }
            if (sign.override()) {
                return Deployment.Gates.OVERRIDDEN;
            }
            throw InhouseException.refused(
                    "deploying " + model,
                    "%d gate%s".formatted(failed.size(), failed.size() == 1 ? "" : "s"),
                    String.join("; ", failed),
                    "Measure it with 'inhouse evaluate' and mend what fails; or answer for it:"
                            + " 'inhouse deploy %s --override --by NAME --reason TEXT'."
                                    .formatted(model));
        }
    }

    /// Keeps what came of a model's gates.
    ///
    /// @param source the run or the suite
    public void keep(
            String model, String weights, String source, List<Gate.Result> results, Instant now) {
        List<Kept> kept =
                results.stream()
                        .map(r -> new Kept(r.gate().toString(), r.passed(), r.reason()))
                        .toList();
        String json = Json.write(kept);
        Hash id = Hash.ofParts(List.of(weights, source, json));
        checks.add(new GateCheck(id, model, weights, source, json, now));
    }

    /// Keeps what came of the gates of a model that a suite measured; of one from elsewhere nothing
    /// is kept, as it cannot be deployed.
    public void keepMeasured(String model, String suite, List<Gate.Result> results, Instant now) {
        if (!model.contains("/") && !results.isEmpty()) {
            new ModelShelf(workspace, Clock.systemUTC())
                    .hash(model)
                    .ifPresent(hash -> keep(model, hash.hex(), suite, results, now));
        }
    }

    /// The gates of the recipe, held against the newest check of these weights.
    Verdict of(String weights) {
        List<String> asked = asked();
        Optional<GateCheck> check = checks.latest(weights);
        if (check.isEmpty()) {
            List<String> failed =
                    asked.stream().map("%s: not checked for these weights"::formatted).toList();
            return new Verdict(failed, false, "");
        }
        List<Kept> results = List.of(Json.mapper().readValue(check.get().results(), Kept[].class));
        List<String> failed = new ArrayList<>();
        results.stream()
                .filter(r -> !r.passed())
                .map(r -> "%s fails: %s".formatted(r.gate(), r.reason()))
                .forEach(failed::add);
        List<String> known = results.stream().map(Kept::gate).toList();
        asked.stream()
                .filter(gate -> !known.contains(gate))
                .map("%s: not checked for these weights"::formatted)
                .forEach(failed::add);
        return new Verdict(failed, !results.isEmpty(), check.get().source());
    }

    /// The workspace's own recipe, else that of its newest run.
    private List<String> asked() {
        Path recipe = workspace.recipe();
        if (Files.exists(recipe)) {
            return gates(RecipeFile.text(recipe), recipe);
        }
        return RunFolder.all(workspace.folder().resolve("runs")).reversed().stream()
                .findFirst()
                .map(run -> gates(run.recipe(), run.folder()))
                .orElse(List.of());
    }

    private static List<String> gates(String text, Path recipe) {
        Problems problems = new Problems(recipe);
        YamlFields fields = YamlFields.of(YamlNode.parse(text, recipe), problems);
        return fields.texts("gates").stream().map(g -> Gate.parse(g).toString()).toList();
    }
}
