package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.jobs.Deployment.Kind;
import ai.inhouse.jobs.Deployment.Tone;
import ai.inhouse.store.DeploymentRecord;
import ai.inhouse.store.DeploymentRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Decides what a workspace answers with: only a model whose gates hold, or for which a person
/// answers by name and with a reason. Each change is a row of the history; a server that follows
/// the workspace takes it up by itself.
public final class Deployments {
    private final Workspace workspace;
    private final DeploymentRecords records;
    private final DeployedWeights kept;
    private final ModelShelf shelf;
    private final Clock clock;

    public Deployments(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.records = new DeploymentRecords(workspace.database());
        this.shelf = new ModelShelf(workspace, clock);
        this.kept = new DeployedWeights(workspace, shelf);
        this.clock = clock;
    }

    /// Who makes a change, and why.
    ///
    /// @param override whether gates that do not hold are passed over
    public record Sign(String by, String reason, boolean override) {
        /// What a run does by itself.
        static Sign run(String id) {
            return new Sign("run " + id, "its gates hold", false);
        }
    }

    /// Beside the model that answers.
    ///
    /// @param share from 0 to 1
    public record Try(double share, boolean shadow) {}

    /// The folder of a model as it was deployed.
    ///
    /// @throws InhouseException if it is there no more
    public Path folder(String model, String weights) {
        return kept.folder(model, weights);
    }

    /// The folders of those of the given weights that are kept as they were deployed.
    public List<Path> copies(Collection<String> weights) {
        return kept.copies(weights);
    }

    /// Newest first.
    public List<Deployment> history() {
        return records.all().stream().map(Deployment::of).toList();
    }

    /// Has a model answer, or tries it beside the one that does.
    ///
    /// @param model by its name in the workspace
    /// @param beside absent: it answers everybody from now on
    /// @throws InhouseException refused (exit code 3) if its gates do not hold and nobody overrides
    public Deployment deploy(String model, Sign sign, Optional<Try> beside) {
        shelf.requireChat(model);
        String weights = shelf.weightsHash(model).hex();
        GateEvidence.Verdict verdict = new GateEvidence(workspace).of(weights);
        Deployment.Gates gates = verdict.require(model, sign);
        kept.keep(model, weights);
        Change change = new Change(model, weights, verdict.source(), List.of(), gates, verdict);
        DeploymentRecord added =
                records.add(
                        history ->
                                beside.isPresent()
                                        ? tried(history, change, sign, beside.get())
                                        : deployed(history, change, sign));
        kept.prune(records.all());
        return Deployment.of(added);
    }

    /// Deploys what a run has made, whose gates were checked.
    Deployment deployMade(StageContext.Made made, StageContext context) {
        kept.keep(made.model(), made.weights());
        Deployment.Gates gates =
                context.recipe().gates().isEmpty() ? Deployment.Gates.NONE : Deployment.Gates.HELD;
        String run = context.run().id();
        Change change =
                new Change(
                        made.model(),
                        made.weights(),
                        run,
                        Tones.of(context.recipe()),
                        gates,
                        GateEvidence.Verdict.HELD);
        Deployment added = Deployment.of(records.add(h -> deployed(h, change, Sign.run(run))));
        kept.prune(records.all());
        return added;
    }

    private record Change(
            String model,
            String weights,
            String run,
            List<Tone> tones,
            Deployment.Gates gates,
            GateEvidence.Verdict verdict) {}

    private DeploymentRecord deployed(List<DeploymentRecord> history, Change change, Sign sign) {
        return new DeploymentRecord(
                next(history),
                Kind.DEPLOY.name(),
                change.model,
                change.weights,
                "",
                "",
                0,
                false,
                change.run,
                tones(history, change),
                change.gates.name(),
                change.verdict.failed(),
                sign.by(),
                sign.reason(),
                0,
                clock.instant());
    }

    /// A model that was deployed before speaks as it did then.
    private static String tones(List<DeploymentRecord> history, Change change) {
        if (!change.tones.isEmpty()) {
            return Json.write(change.tones);
        }
        return history.stream()
                .filter(r -> r.model().equals(change.model))
                .findFirst()
                .or(() -> history.stream().findFirst())
                .map(DeploymentRecord::tones)
                .orElse("[]");
    }

    private DeploymentRecord tried(
            List<DeploymentRecord> history, Change change, Sign sign, Try wish) {
        DeploymentRecord now = answering(history, "trying a model beside the deployed one");
        if (now.weights().equals(change.weights)) {
            throw InhouseException.badInput(
                    "trying a model beside the deployed one",
                    change.model,
                    "it is the deployed one",
                    "Name another model.");
        }
        return with(
                now,
                history,
                wish.shadow() ? Kind.SHADOW : Kind.SPLIT,
                Optional.of(
                        new Deployment.Trial(
                                change.model, change.weights, wish.share(), wish.shadow())),
                sign,
                change.verdict.failed(),
                0);
    }

    /// Ends a trial: the deployed model answers everybody.
    public Deployment stop(Sign sign) {
        return Deployment.of(
                records.add(
                        history -> {
                            DeploymentRecord now = answering(history, "ending a trial");
                            if (now.beside().isEmpty()) {
                                throw InhouseException.badInput(
                                        "ending a trial",
                                        now.model(),
                                        "no other model is tried beside it",
                                        "See 'inhouse deploy list'.");
                            }
                            return with(
                                    now, history, Kind.STOP, Optional.empty(), sign, List.of(), 0);
                        }));
    }

    /// Takes the last change back: ends a trial where one runs, else has the model before the
    /// deployed one answer again, with the weights that it had. Gates are not asked: they held, or
    /// somebody answered for it.
    ///
    /// @throws InhouseException if there is none, or its weights are gone
    public Deployment rollback(Sign sign) {
        return Deployment.of(
                records.add(
                        history -> {
                            DeploymentRecord now = answering(history, "rolling back");
                            boolean tried = !now.beside().isEmpty();
                            DeploymentRecord back = tried ? now : before(history, now);
                            kept.folder(back.model(), back.weights());
                            return with(
                                    back,
                                    history,
                                    Kind.ROLLBACK,
                                    Optional.empty(),
                                    sign,
                                    back.failedGates(),
                                    tried ? 0 : back.number());
                        }));
    }

    /// The model that answered before: not what was rolled back from, which is why a second
    /// rollback goes one further back.
    private static DeploymentRecord before(List<DeploymentRecord> history, DeploymentRecord now) {
        long origin = origin(now);
        return history.stream()
                .filter(r -> r.number() < origin)
                .map(r -> r.restores() == 0 ? r : find(history, r.restores()))
                .filter(r -> !r.weights().equals(now.weights()))
                .findFirst()
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "rolling back",
                                        now.model(),
                                        "no other model was deployed before it",
                                        "Deploy one by name: 'inhouse deploy NAME'."));
    }

    private static long origin(DeploymentRecord record) {
        return record.restores() == 0 ? record.number() : record.restores();
    }

    private static DeploymentRecord find(List<DeploymentRecord> history, long number) {
        return history.stream().filter(r -> r.number() == number).findFirst().orElseThrow();
    }

    private static DeploymentRecord answering(List<DeploymentRecord> history, String doing) {
        if (history.isEmpty()) {
            throw InhouseException.badInput(
                    doing,
                    "the workspace",
                    "no model is deployed",
                    "Deploy one: 'inhouse deploy NAME'.");
        }
        return history.getFirst();
    }

    private static long next(List<DeploymentRecord> history) {
        return history.isEmpty() ? 1 : history.getFirst().number() + 1;
    }

    private DeploymentRecord with(
            DeploymentRecord state,
            List<DeploymentRecord> history,
            Kind kind,
            Optional<Deployment.Trial> trial,
            Sign sign,
            List<String> failed,
            long restores) {
        return new DeploymentRecord(
                next(history),
                kind.name(),
                state.model(),
                state.weights(),
                trial.map(Deployment.Trial::model).orElse(""),
                trial.map(Deployment.Trial::weights).orElse(""),
                trial.map(Deployment.Trial::share).orElse(0.0),
                trial.map(Deployment.Trial::shadow).orElse(false),
                state.run(),
                state.tones(),
                state.gates(),
                failed,
                sign.by(),
                sign.reason(),
                restores,
                clock.instant());
    }
}
