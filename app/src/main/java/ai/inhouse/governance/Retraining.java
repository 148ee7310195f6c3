package ai.inhouse.governance;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.MemorisationCheck;
import ai.inhouse.evaluation.Span;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeModels;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Erases, trains again by the recipe what had learned from it, and shows by the memorisation check
/// that the new models do not know it. Stopped at any moment, it goes on when it is asked again.
public final class Retraining {
    private static final double LEVEL = 0.05;
    private static final int FEWEST_CONTROLS = 20;
    private static final String REWARD = "reward";

    private final Workspace workspace;
    private final Recipe recipe;
    private final Progress progress;
    private final Consumer<String> says;
    private final Clock clock;
    private final Erasure erasure;
    private final ErasureCases cases;
    private final ModelShelf models;

    /// @param recipe by which the models are made
    /// @param says hears the plan, a line as each stage ends, and what the check found
    public Retraining(
            Workspace workspace,
            Recipe recipe,
            Progress progress,
            Consumer<String> says,
            Clock clock) {
        this.workspace = workspace;
        this.recipe = recipe;
        this.progress = progress;
        this.says = says;
        this.clock = clock;
        this.erasure = new Erasure(workspace, clock);
        this.cases = new ErasureCases(workspace);
        this.models = new ModelShelf(workspace, clock);
    }

    /// @throws InhouseException if there is nothing of it, a legal hold forbids it, nothing is held
    ///   out to compare with, or the check finds that it is not gone: the new models are withdrawn
    ///   then, too
    public Erasure.Done run(Target target, String reason) {
        ErasureCase begun;
        ErasureRecord erased;
        try (var _ = workspace.lock("erasing")) {
            begun = cases.find(target).orElseGet(() -> begin(target, reason));
            says.accept(begun.plan().text().stripTrailing());
            erased = erasure.carryOut(begun, progress);
        }
        if (begun.retraining().isEmpty()) {
            return erasure.finish(begun, erased);
        }
        RecipeRun run = new RecipeRun(workspace, progress, says, clock);
        RecipeRun.Outcome trained = run.run(recipe, Optional.of("report"));
        ErasureRecord.Retrained proof = prove(begun, trained.run());
        ErasureRecord record = erased.with(proof);
        if (!proof.gone()) {
            withdraw(proof, begun);
            throw refused(erasure.finish(begun, record));
        }
        try {
            run.run(recipe, Optional.empty());
        } catch (InhouseException e) {
            // A gate that fails has nothing to do with what was erased.
            erasure.finish(begun, record);
            throw e;
        }
        return erasure.finish(begun, record);
    }

    /// Asks the models that saw it first, to show that the check would have told.
    private ErasureCase begin(Target target, String reason) {
        Reach.Found found =
                new Reach(workspace, clock)
                        .find(target, reason, Optional.of(RecipeModels.trained(recipe)));
        ErasureCase begun = found.erasure();
        if (begun.plan().steps().isEmpty()) {
            return begun;
        }
        List<Span> spans = ErasedSpans.of(target, found.learned());
        MemorisationCheck check = check(begun, spans);
        List<MemorisationCheck.Result> before = new ArrayList<>();
        for (RetrainingPlan.Step step : asked(begun)) {
            if (models.hash(step.model()).isPresent()) {
                before.add(ask(step.model(), check, "before"));
            }
        }
        return begun.with(new ErasureCase.Retraining(spans, before));
    }

    private MemorisationCheck check(ErasureCase begun, List<Span> spans) {
        Set<String> subjects = new HashSet<>();
        begun.subjects().forEach(subject -> subjects.add(subject.id()));
        List<Span> controls = ErasedSpans.controls(workspace, begun.isOfPerson(), spans, subjects);
        if (spans.isEmpty() || controls.size() < FEWEST_CONTROLS) {
            throw InhouseException.badInput(
                    "preparing the memorisation check",
                    workspace.folder(),
                    "%d spans of what is erased, and %d never seen to compare with, at least %d of which are needed"
                            .formatted(spans.size(), controls.size(), FEWEST_CONTROLS),
                    "Raise 'held_out' in the recipe and run it, or erase without --retrain and run"
                            + " 'inhouse run' after.");
        }
        Optional<String> base =
                RecipeModels.base(recipe)
                        .filter(name -> models.hash(name).isPresent())
                        .filter(name -> !begun.models().contains(name));
        if (base.isEmpty()) {
            return MemorisationCheck.against(
                    ErasedSpans.left(workspace, begun.wanted(), subjects), spans, controls);
        }
        try (OpenModel reference = open(base.get())) {
            return MemorisationCheck.against(reference.evaluated(), spans, controls, progress);
        }
    }

    private ErasureRecord.Retrained prove(ErasureCase begun, String run) {
        ErasureCase.Retraining retraining = begun.retraining().orElseThrow();
        MemorisationCheck check = check(begun, retraining.spans());
        List<ErasureRecord.Weights> weights = new ArrayList<>();
        List<MemorisationCheck.Result> after = new ArrayList<>();
        List<RetrainingPlan.Step> asked = asked(begun);
        for (RetrainingPlan.Step step : begun.plan().steps()) {
            Optional<Hash> hash = models.hash(step.model()).filter(h -> !isWithdrawn(begun, h));
            hash.ifPresent(
                    h ->
                            weights.add(
                                    new ErasureRecord.Weights(
                                            step.model(), h.hex(), step.startsFrom())));
            if (hash.isPresent() && asked.contains(step)) {
                after.add(ask(step.model(), check, "after"));
            }
        }
        double bar = LEVEL / Math.max(1, after.size());
        boolean gone = !after.isEmpty() && after.stream().allMatch(r -> r.holdsNothing(bar));
        return new ErasureRecord.Retrained(run, weights, retraining.before(), after, bar, gone);
    }

    /// A stage that the recipe has no longer leaves its old model where it is: withdrawn.
    private static boolean isWithdrawn(ErasureCase begun, Hash weights) {
        return begun.withdrawn().stream().anyMatch(old -> old.weights().equals(weights.hex()));
    }

    /// A model that scores answers writes none.
    private static List<RetrainingPlan.Step> asked(ErasureCase begun) {
        return begun.plan().steps().stream().filter(s -> !s.stage().equals(REWARD)).toList();
    }

    private MemorisationCheck.Result ask(String name, MemorisationCheck check, String when) {
        try (OpenModel model = open(name)) {
            MemorisationCheck.Result result = check.of(model.evaluated(), progress);
            says.accept(when + ", " + result.line());
            return result;
        }
    }

    private OpenModel open(String name) {
        int threads =
                recipe.workers() > 0
                        ? recipe.workers()
                        : Runtime.getRuntime().availableProcessors();
        return OpenModel.open(
                name, models.find(name), WeightFormat.BF16, EngineOptions.fast(threads));
    }

    private void withdraw(ErasureRecord.Retrained proof, ErasureCase begun) {
        new WithdrawnModels(workspace, clock)
                .withdraw(
                        proof.models().stream()
                                .map(
                                        model ->
                                                new WithdrawnModels.Withdrawn(
                                                        model.model(),
                                                        model.weights(),
                                                        begun.at(),
                                                        "trained again, but the check found it",
                                                        Optional.empty()))
                                .toList());
    }

    private static InhouseException refused(Erasure.Done done) {
        return InhouseException.refused(
                "showing that it is gone from the weights",
                done.evidence(),
                "a model that was trained again still knows it better than what it never saw: other"
                        + " documents may say the same",
                "The record has the figures. Look for passages that say it with 'inhouse trace"
                        + " answer TEXT', erase them too, and train again; the models are withdrawn"
                        + " until then.");
    }
}
