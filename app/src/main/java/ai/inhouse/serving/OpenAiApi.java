package ai.inhouse.serving;

import ai.inhouse.base.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/v1/chat/completions`, `/v1/completions` and `/v1/models` as OpenAI's clients speak them, with
/// `/health` and `/ready` for whoever watches the server. Routes of any [WebServer].
public final class OpenAiApi implements AutoCloseable {
    private static final String BEARER = "Bearer ";

    private final Map<String, Served> served = new LinkedHashMap<>();
    private final Keys keys;
    private final Limits limits;
    private final long started;
    private volatile boolean stopping;

    private record Served(ServedModel model, GenerationQueue queue, Completions completions) {}

    /// @param models in the order in which they are listed; names are unique
    public OpenAiApi(List<ServedModel> models, Keys keys, Limits limits, InstantSource clock) {
        if (models.stream().map(ServedModel::name).distinct().count() < models.size()) {
            throw new IllegalArgumentException("two models of the same name");
        }
        for (ServedModel model : models) {
            var queue = new GenerationQueue(model, limits.waiting());
            var completions = new Completions(model, queue, clock);
            served.put(model.name(), new Served(model, queue, completions));
        }
        this.keys = keys;
        this.limits = limits;
        this.started = clock.instant().getEpochSecond();
    }

    /// Adds the routes to a server that is being set up.
    public void routes(RoutesConfig routes) {
        routes.get("/health", request -> json(request, Map.of("status", "ok")));
        routes.get("/ready", this::ready);
        routes.before("/v1/*", this::authenticate);
        routes.get("/v1/models", request -> json(request, models()));
        routes.get("/v1/models/{name}", this::model);
        routes.post("/v1/chat/completions", this::chat);
        routes.post("/v1/completions", this::text);
    }

    private static void json(Context request, Object value) {
        request.contentType("application/json").result(Json.write(value));
    }

    private void ready(Context request) {
        json(request.status(stopping ? 503 : 200), Map.of("ready", !stopping));
    }

    private void authenticate(Context request) {
        if (!keys.required()) {
            return;
        }
        String header = request.header("Authorization");
        if (header == null || !header.startsWith(BEARER)) {
            throw ApiException.unauthorized(
                    "This server needs a key: send 'Authorization: Bearer KEY'.");
        }
        if (!keys.accept(header.substring(BEARER.length()).strip())) {
            throw ApiException.unauthorized("Incorrect API key.");
        }
    }

    private record ModelList(String object, List<ModelInfo> data) {}

    private record ModelInfo(
            String id, String object, long created, String ownedBy, int contextLength) {}

    private ModelList models() {
        return new ModelList("list", served.values().stream().map(this::info).toList());
    }

    private void model(Context request) {
        json(request, info(find(request.pathParam("name"))));
    }

    private ModelInfo info(Served one) {
        ServedModel model = one.model();
        return new ModelInfo(model.name(), "model", started, "inhouse", model.contextLength());
    }

    private Served find(String name) {
        Served found = served.get(name);
        if (found == null) {
            throw ApiException.unknownModel(name);
        }
        return found;
    }

    private void chat(Context request) throws IOException, InterruptedException {
        Fields body = body(request);
        Options options = Options.read(body, limits);
        find(options.model()).completions().chat(request, body, options);
    }

    private void text(Context request) throws IOException, InterruptedException {
        Fields body = body(request);
        Options options = Options.read(body, limits);
        find(options.model()).completions().text(request, body, options);
    }

    private Fields body(Context request) throws IOException {
        if (stopping) {
            throw ApiException.stopping();
        }
        return RequestBody.read(request, limits.bodyBytes());
    }

    /// Takes no new work and lets running answers finish.
    ///
    /// @return whether all finished in time
    public boolean drain() throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + limits.drain().toNanos();
        boolean finished = true;
        for (Served one : served.values()) {
            finished &= one.queue().drain(Duration.ofNanos(end - System.nanoTime()));
        }
        return finished;
    }

    /// Ends what still runs. Models stay open: whoever opened them closes them.
    @Override
    public void close() {
        stopping = true;
        served.values().forEach(one -> one.queue().close());
    }
}
