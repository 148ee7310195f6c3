package ai.inhouse.governance;

import ai.inhouse.governance.Ledger.Made;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the least retraining by lineage.
final class RetrainingPlanner {
    /// What is done for other reasons than what was learned.
    private static final Set<String> APART = Set.of("import", "documents");

    private final Ledger ledger;

    RetrainingPlanner(Ledger ledger) {
        this.ledger = ledger;
    }

    /// @param shaped hashes of all that came of it
    /// @param shelved models and adapters among these, by name
    /// @param made names of the models that the recipe makes; empty where there is no recipe, and
    ///   each is taken to be made by the one that made it
    RetrainingPlan plan(
            Collection<String> shaped, Map<String, String> shelved, Optional<Set<String>> made) {
        Map<String, Made> models = new LinkedHashMap<>();
        for (Made one : ledger.made(shaped)) {
            if (!one.model().isEmpty() && made.map(m -> m.contains(one.model())).orElse(true)) {
                models.putIfAbsent(one.model(), one);
            }
        }
        List<RetrainingPlan.Step> steps = new ArrayList<>();
        models.values().forEach(model -> steps.add(step(model, shaped)));
        List<String> elsewhere = new ArrayList<>(shelved.keySet());
        elsewhere.removeIf(name -> models.containsKey(name.replaceFirst("^.*/", "")));
        return new RetrainingPlan(steps, steps.isEmpty() ? 0 : measuring(models), elsewhere);
    }

    private RetrainingPlan.Step step(Made model, Collection<String> shaped) {
        String from =
                ledger.start(model.hash())
                        .map(
                                start ->
                                        shaped.contains(start.hash())
                                                ? start.model() + ", trained again"
                                                : start.model() + ", which never saw it")
                        .orElse("random weights");
        return new RetrainingPlan.Step(
                model.stage(),
                model.model(),
                from,
                ledger.seconds().getOrDefault(model.stage(), 0.0));
    }

    private double measuring(Map<String, Made> models) {
        List<String> training = models.values().stream().map(Made::stage).toList();
        return ledger.seconds().entrySet().stream()
                .filter(stage -> !training.contains(stage.getKey()))
                .filter(stage -> !APART.contains(stage.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
