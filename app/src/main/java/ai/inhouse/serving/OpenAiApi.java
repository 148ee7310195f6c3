package ai.inhouse.serving;

import ai.inhouse.base.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// `/v1/chat/completions`, `/v1/completions` and `/v1/models` as OpenAI's clients speak them, with
/// `/health`, `/ready` and `/metrics` for whoever watches the server. Routes of any [WebServer].
public final class OpenAiApi implements ModelServer, AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final String CALLER = "caller";

    private final ApiDescription description = new ApiDescription();
    private final Metrics metrics = new Metrics();
    private final Offered offered;
    private final ModelList models;
    private final Dispatcher dispatcher;
    private final Shadow shadow;
    private final Keys keys;
    private final Limits limits;
    private final Optional<Upstreams> upstreams;
    private volatile Supplier<String> beside = () -> "";

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
        this.models = new ModelList(offered, clock.instant().getEpochSecond());
        this.upstreams = beside.upstreams();
        upstreams.ifPresent(metrics::watch);
        this.shadow = new Shadow(metrics, beside.shadows());
        this.keys = keys;
        this.limits = limits;
        Allowances allowances = new Allowances(clock);
        this.dispatcher =
                new Dispatcher(
                        offered,
                        upstreams,
                        shadow,
                        metrics,
                        limits,
                        allowances,
                        new CallRecorder(allowances, metrics, beside.audit(), clock));
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
        routes.get("/v1/models", request -> json(request, models.all(caller(request))));
        routes.get(
                "/v1/models/{name}",
                request -> json(request, models.one(request.pathParam("name"), caller(request))));
        Dispatcher.Work chat = (to, asked, body) -> to.completions().chat(asked, body);
        routes.post("/v1/chat/completions", request -> dispatcher.answer(request, chat, true));
        work(routes, "/v1/completions", (to, asked, body) -> to.completions().text(asked, body));
        work(routes, "/v1/responses", (to, asked, body) -> to.completions().response(asked, body));
        work(routes, "/v1/embeddings", (to, asked, body) -> to.embeddings().answer(asked, body));
    }

    private void work(RoutesConfig routes, String path, Dispatcher.Work work) {
        routes.post(path, request -> dispatcher.answer(request, work, false));
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
        boolean ready = able && !dispatcher.stopping();
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

    /// Takes no new work and lets running answers finish.
    ///
    /// @return whether all finished in time
    public boolean drain() throws InterruptedException {
        dispatcher.stop();
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
        dispatcher.stop();
        shadow.close();
        offered.close();
    }
}
