package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.serving.ModelServer;
import ai.inhouse.serving.Routing;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.store.DeploymentRecord;
import ai.inhouse.store.DeploymentRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// Has a running server answer with what the workspace has deployed, from one change to the next. A
/// new model is opened while the old one still answers; the old one finishes what it has begun. The
/// model that answered before stays open, so that a rollback has nothing to load.
public final class DeploymentFollower implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Workspace workspace;
    private final Deployments deployments;
    private final BiFunction<String, Path, OpenModel> opener;
    private final Function<OpenModel, ServedModel> served;
    private final boolean standby;
    private final Consumer<String> says;
    private final Map<String, OpenModel> open = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private Optional<Deployment> now = Optional.empty();
    private long seen;
    private Optional<String> before = Optional.empty();
    private Optional<Thread> watcher = Optional.empty();

    /// @param opener opens the model in a folder, under a name
    /// @param served how an open model is offered
    /// @param standby whether the model that answered before stays open
    /// @param says hears a line at each change
    public DeploymentFollower(
            Workspace workspace,
            BiFunction<String, Path, OpenModel> opener,
            Function<OpenModel, ServedModel> served,
            boolean standby,
            Consumer<String> says) {
        this.workspace = workspace;
        this.deployments = new Deployments(workspace, Clock.systemUTC());
        this.opener = opener;
        this.served = served;
        this.standby = standby;
        this.says = says;
    }

    /// Opens what is deployed now, for a server to start with.
    public List<ServedModel> first(Deployment deployment) {
        now = Optional.of(deployment);
        seen = deployment.number();
        List<ServedModel> models = new ArrayList<>();
        wanted(deployment).forEach((weights, name) -> models.add(open(weights, name)));
        return models;
    }

    /// Follows the deployments from now on, until this is closed.
    public void follow(ModelServer server) {
        now.ifPresent(d -> server.route(routing(d)));
        watcher = Optional.of(Thread.ofVirtual().name("deployments").start(() -> watch(server)));
    }

    private void watch(ModelServer server) {
        DeploymentRecords records = new DeploymentRecords(workspace.database());
        while (!closed) {
            try {
                Thread.sleep(LOOK);
                Optional<DeploymentRecord> current = records.current();
                if (!closed && current.filter(r -> r.number() > seen).isPresent()) {
                    take(Deployment.of(current.get()), server);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                says.accept("What answers stays as it is: " + e.getMessage());
            }
        }
    }

    private void take(Deployment next, ModelServer server) {
        // Also where it cannot be opened: or it would be tried for ever.
        seen = next.number();
        Map<String, String> wanted = wanted(next);
        Set<String> there = Set.copyOf(open.keySet());
        wanted.forEach(
                (weights, name) -> {
                    if (!there.contains(weights)) {
                        server.offer(open(weights, name));
                    }
                });
        now.map(Deployment::weights)
                .filter(weights -> !weights.equals(next.weights()))
                .ifPresent(weights -> before = Optional.of(weights));
        now = Optional.of(next);
        List<OpenModel> gone = gone(wanted.keySet());
        server.route(routing(next));
        for (OpenModel model : gone) {
            var _ = server.withdraw(model.name()).whenComplete((_, _) -> model.close());
        }
        says.accept("Change %d: %s answers".formatted(next.number(), describe(next)));
    }

    private static String describe(Deployment d) {
        return d.trial()
                .map(
                        t ->
                                "%s, %s it %s,"
                                        .formatted(
                                                d.model(),
                                                t.shadow() ? "shadowing" : "beside",
                                                t.model()))
                .orElse(d.model());
    }

    /// Takes out of what is open all that answers nobody any more.
    private List<OpenModel> gone(Set<String> wanted) {
        Set<String> kept = new HashSet<>(wanted);
        if (standby) {
            before.ifPresent(kept::add);
        }
        List<OpenModel> gone = new ArrayList<>();
        open.forEach(
                (weights, model) -> {
                    if (!kept.contains(weights)) {
                        open.remove(weights);
                        gone.add(model);
                    }
                });
        return gone;
    }

    /// Weights that have to be open, and the model's name in the workspace.
    private static Map<String, String> wanted(Deployment deployment) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(deployment.weights(), deployment.model());
        deployment.trial().ifPresent(t -> wanted.put(t.weights(), t.model()));
        return wanted;
    }

    /// Under its own name, or with its weights behind it where older ones of that name are open.
    private ServedModel open(String weights, String model) {
        boolean taken = open.values().stream().anyMatch(o -> o.name().equals(model));
        String name = taken ? "%s@%s".formatted(model, new Hash(weights).brief()) : model;
        OpenModel opened = opener.apply(name, deployments.folder(model, weights));
        open.put(weights, opened);
        return served.apply(opened);
    }

    private Routing routing(Deployment d) {
        Set<String> names = new HashSet<>(Set.of(Routing.DEPLOYED, d.model()));
        deployments.history().forEach(old -> names.add(old.model()));
        open.forEach(
                (weights, model) -> {
                    if (!weights.equals(d.weights()) && !model.name().equals(d.model())) {
                        names.remove(model.name());
                    }
                });
        return new Routing(
                nameOf(d.weights()),
                d.trial()
                        .map(
                                t ->
                                        new Routing.Trial(
                                                nameOf(t.weights()),
                                                t.share(),
                                                t.shadow(),
                                                "%d %s".formatted(d.number(), t.weights()))),
                names);
    }

    private String nameOf(String weights) {
        return Optional.ofNullable(open.get(weights)).orElseThrow().name();
    }

    /// Follows no more; the models are closed, so the server must have ended.
    @Override
    public void close() {
        closed = true;
        watcher.ifPresent(Thread::interrupt);
        try {
            if (watcher.isPresent()) {
                watcher.get().join(Duration.ofSeconds(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.values().forEach(OpenModel::close);
    }
}
