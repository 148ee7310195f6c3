package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// `/v1/chat/completions`, `/v1/completions` and `/v1/models` as OpenAI's clients speak them, with
/// `/health`, `/ready` and `/metrics` for whoever watches the server. Routes of any [WebServer].
public final class OpenAiApi implements ModelServer, AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final String CALLER = "caller";
    private static final String CHAT = "/v1/chat/completions";

    private final ApiDescription description = new ApiDescription();
    private final Metrics metrics = new Metrics();
    private final Offered offered;
    private final Shadow shadow;
    private final Keys keys;
    private final Limits limits;
    private final CallRecorder recorder;
    private final Optional<Upstreams> upstreams;
    private final Allowances allowances;
    private final long started;
    private volatile Supplier<String> beside = () -> "";
    private volatile boolean stopping;

    /// Answers a request, and says how it went.
    private interface Work {
        Exchange.Outcome run(Offered.One one, Completions.Asked asked, Fields body)
                throws InterruptedException;
    }

    /// @param models in the order in which they are listed; names are unique
    /// @param beside without its feedback, whose route is [FeedbackApi]'s
    public OpenAiApi(
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Surroundings beside,
            InstantSource clock) {
        this.offered = new Offered(metrics, limits, beside, clock);
        models.forEach(offered::add);
        this.upstreams = beside.upstreams();
        upstreams.ifPresent(metrics::watch);
        this.shadow = new Shadow(metrics, beside.shadows());
        this.keys = keys;
        this.limits = limits;
        this.allowances = new Allowances(clock);
        this.recorder = new CallRecorder(allowances, metrics, beside.audit(), clock);
        this.started = clock.instant().getEpochSecond();
    }

    /// Adds the routes to a server that is being set up.
    public void routes(RoutesConfig routes) {
        routes.get("/health", request -> json(request, Map.of("status", "ok")));
        routes.get("/ready", this::ready);
        routes.get(
                "/openapi.json",
                request -> request.contentType("application/json").result(description.json()));
        routes.before("/metrics", this::authenticate);
        routes.get("/metrics", this::metrics);
        routes.before("/v1/*", this::authenticate);
        routes.get("/v1/models", request -> json(request, models(caller(request))));
        routes.get("/v1/models/{name}", this::model);
        routes.post(
                CHAT,
                request -> work(request, (to, asked, body) -> to.completions().chat(asked, body)));
        routes.post(
                "/v1/completions",
                request -> work(request, (to, asked, body) -> to.completions().text(asked, body)));
        routes.post(
                "/v1/responses",
                request ->
                        work(request, (to, asked, body) -> to.completions().response(asked, body)));
        routes.post(
                "/v1/embeddings",
                request -> work(request, (to, asked, body) -> to.embeddings().answer(asked, body)));
    }

    /// Shows in `/metrics` too what something beside the server measures.
    ///
    /// @param gauges in Prometheus' text format
    public void measureBeside(Supplier<String> gauges) {
        beside = gauges;
    }

    private static void json(Context request, Object value) {
        request.contentType("application/json").result(Json.write(value));
    }

    private void ready(Context request) {
        boolean able = !offered.all().isEmpty() || upstreams.isEmpty() || upstreams.get().ready();
        boolean ready = able && !stopping;
        json(request.status(ready ? 200 : 503), Map.of("ready", ready));
    }

    private void metrics(Context request) {
        request.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.scrape() + beside.get());
    }

    private void authenticate(Context request) {
        if (!keys.required()) {
            request.attribute(CALLER, KeyHolder.ANYONE);
            return;
        }
        String header = request.header("Authorization");
        if (header == null || !header.startsWith(BEARER)) {
            throw ApiException.unauthorized(
                    "This server needs a key: send 'Authorization: Bearer KEY'.");
        }
        KeyHolder holder =
                keys.holder(header.substring(BEARER.length()).strip())
                        .orElseThrow(() -> ApiException.unauthorized("Incorrect API key."));
        request.attribute(CALLER, holder);
    }

    static KeyHolder caller(Context request) {
        return Optional.ofNullable(request.<KeyHolder>attribute(CALLER)).orElseThrow();
    }

    private record ModelList(String object, List<ModelInfo> data) {}

    /// @param parent the model that an adapter belongs to
    private record ModelInfo(
            String id,
            String object,
            long created,
            String ownedBy,
            int contextLength,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> parent) {
        ModelInfo named(String name) {
            return new ModelInfo(name, object, created, ownedBy, contextLength, parent);
        }
    }

    private ModelList models(KeyHolder caller) {
        List<ModelInfo> all =
                new ArrayList<>(offered.visible(caller).stream().map(this::info).toList());
        offered.routing()
                .flatMap(r -> offered.exactly(r.main()))
                .map(main -> info(Offered.Entry.of(main)))
                .ifPresent(i -> all.add(i.named(Routing.DEPLOYED)));
        behind().forEach(
                        (name, length) -> {
                            if (all.stream().noneMatch(one -> one.id().equals(name))) {
                                all.add(info(name, length, Optional.empty()));
                            }
                        });
        return new ModelList("list", all);
    }

    private void model(Context request) {
        String name = request.pathParam("name");
        KeyHolder caller = caller(request);
        Optional<Offered.Entry> here = offered.find(name, caller.name(), caller);
        json(
                request,
                here.isEmpty() && isBehind(name)
                        ? info(name, behind().getOrDefault(name, 0), Optional.empty())
                        : info(here.orElseThrow(() -> ApiException.unknownModel(name))));
    }

    private ModelInfo info(Offered.Entry entry) {
        return info(entry.name(), entry.one().model().contextLength(), entry.parent());
    }

    private ModelInfo info(String name, int contextLength, Optional<String> parent) {
        return new ModelInfo(name, "model", started, "inhouse", contextLength, parent);
    }

    /// The models of the servers behind, with the lengths of their contexts.
    private Map<String, Integer> behind() {
        return upstreams.map(Upstreams::models).orElse(Map.of());
    }

    /// Whether a server behind answers for a name that nothing here has.
    private boolean isBehind(String name) {
        boolean routed = offered.routing().filter(r -> r.names().contains(name)).isPresent();
        return !routed && behind().containsKey(name);
    }

    private Exchange.Outcome forward(Call call, String model) throws InterruptedException {
        requireAllowed(call.caller(), call.body(), model);
        Target target = new Target(model, Optional.empty(), metrics.ofModel(model));
        UpstreamRequest sent = UpstreamRequest.of(call.request().path(), model, call.body());
        Upstreams servers = upstreams.orElseThrow();
        return new UpstreamExchange(servers, call.of(target), sent, target.metrics()).answer();
    }

    private Exchange.Outcome answer(Offered.Entry to, Work work, Call call)
            throws InterruptedException {
        requireAllowed(call.caller(), call.body(), to.name());
        Exchange.Outcome outcome = run(to, work, call);
        follow(to, call, outcome);
        return outcome;
    }

    /// A request before it is known what answers it.
    private record Call(Context request, KeyHolder caller, Duration patience, Fields body) {
        Completions.Asked of(Target target) {
            return new Completions.Asked(request, caller, patience, target);
        }
    }

    private void work(Context request, Work work) throws InterruptedException {
        KeyHolder caller = caller(request);
        String model = "";
        Optional<AccessLabel> label = Optional.empty();
        Exchange.Outcome outcome = Exchange.Outcome.failed(500);
        try {
            if (stopping) {
                throw ApiException.stopping();
            }
            allowances.request(caller);
            Duration patience = patience(request);
            Fields body = RequestBody.read(request, limits.bodyBytes());
            Call call = new Call(request, caller, patience, body);
            // A name is recorded once it is a model's: anyone can make names up.
            String named = body.requiredText("model");
            Optional<Offered.Entry> here = offered.find(named, person(caller, body), caller);
            if (here.isEmpty() && isBehind(named)) {
                model = named;
                outcome = forward(call, model);
            } else {
                Offered.Entry to = known(here, body);
                model = to.name();
                label = to.label();
                outcome = answer(to, work, call);
            }
        } catch (RuntimeException e) {
            outcome = Exchange.Outcome.failed(ApiException.from(e).status());
            throw e;
        } finally {
            recorder.record(request, caller, model, label, outcome);
        }
    }

    private static Offered.Entry known(Optional<Offered.Entry> found, Fields body) {
        return found.orElseThrow(() -> ApiException.unknownModel(body.requiredText("model")));
    }

    private static void requireAllowed(KeyHolder caller, Fields body, String model) {
        if (!caller.mayUse(model) && !caller.mayUse(body.requiredText("model"))) {
            throw ApiException.of(403, "This key may not use the model '%s'.".formatted(model));
        }
    }

    /// Who is asking, as far as can be told: a key may stand for a program with many users.
    private static String person(KeyHolder caller, Fields body) {
        Optional<String> user = body.text("safety_identifier").or(() -> body.text("user"));
        return caller.name() + user.map(name -> "\n" + name).orElse("");
    }

    /// A model may be withdrawn just before it begins: then the one that took its place answers.
    private Exchange.Outcome run(Offered.Entry to, Work work, Call call)
            throws InterruptedException {
        try {
            return runWith(to, work, call);
        } catch (ApiException e) {
            boolean withdrawn = offered.all().stream().noneMatch(one -> one.equals(to.one()));
            if (e.status() != 503 || stopping || !withdrawn || to.label().isPresent()) {
                throw e;
            }
            KeyHolder caller = call.caller();
            String name = call.body().requiredText("model");
            var next = offered.find(name, person(caller, call.body()), caller);
            return runWith(known(next, call.body()), work, call);
        }
    }

    private Exchange.Outcome runWith(Offered.Entry to, Work work, Call call)
            throws InterruptedException {
        try (Offered.InUse use = offered.use(to)) {
            return work.run(to.one(), call.of(use.target()), call.body());
        }
    }

    private void follow(Offered.Entry to, Call call, Exchange.Outcome outcome) {
        boolean chat = call.request().path().equals(CHAT) && outcome.status() == 200;
        offered.routing()
                .filter(r -> chat && to.label().isEmpty() && r.main().equals(to.name()))
                .flatMap(r -> r.shadow(UUID.randomUUID().toString()))
                .flatMap(offered::exactly)
                .ifPresent(s -> shadow.follow(s, to.name(), call.body(), call.caller(), outcome));
    }

    @Override
    public void offer(ServedModel model) {
        offered.add(model);
    }

    @Override
    public CompletableFuture<Void> withdraw(String name) {
        return offered.remove(name);
    }

    @Override
    public void route(Routing routing) {
        offered.route(routing);
    }

    /// How long the answer may take: what the server allows, or less where the header
    /// `Request-Timeout` gives a number of seconds.
    private Duration patience(Context request) {
        String header = request.header("Request-Timeout");
        if (header == null) {
            return limits.deadline();
        }
        if (!header.matches("[1-9][0-9]{0,5}")) {
            throw ApiException.invalid(
                    "Request-Timeout", "'Request-Timeout' must be a number of seconds from 1.");
        }
        Duration asked = Duration.ofSeconds(Integer.parseInt(header));
        return asked.compareTo(limits.deadline()) < 0 ? asked : limits.deadline();
    }

    /// Takes no new work and lets running answers finish.
    ///
    /// @return whether all finished in time
    public boolean drain() throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + limits.drain().toNanos();
        boolean finished = offered.drain(limits.drain());
        if (upstreams.isPresent()) {
            finished &= upstreams.get().drain(Duration.ofNanos(end - System.nanoTime()));
        }
        return finished;
    }

    /// Ends what still runs. Models stay open: whoever opened them closes them.
    @Override
    public void close() {
        stopping = true;
        shadow.close();
        offered.close();
    }
}
