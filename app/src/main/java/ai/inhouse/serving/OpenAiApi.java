package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.Source;
import ai.inhouse.serving.AuditLog.Cited;
import ai.inhouse.serving.Catalogue.Served;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `/v1/chat/completions`, `/v1/completions` and `/v1/models` as OpenAI's clients speak them, with
/// `/health`, `/ready` and `/metrics` for whoever watches the server. Routes of any [WebServer].
public final class OpenAiApi implements AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final String CALLER = "caller";

    private final ApiDescription description = new ApiDescription();
    private final Metrics metrics = new Metrics();
    private final Catalogue catalogue = new Catalogue(metrics);
    private final Keys keys;
    private final Limits limits;
    private final Optional<AuditLog> audit;
    private final Optional<Upstreams> upstreams;
    private final InstantSource clock;
    private final Allowances allowances;
    private final long started;
    private volatile boolean stopping;
    private volatile Supplier<String> beside = () -> "";

    /// Answers a request, and says how it went.
    private interface Work {
        Exchange.Outcome run(Served served, Completions.Asked asked, Fields body)
                throws InterruptedException;
    }

    /// @param models in the order in which they are listed; names are unique
    /// @param audit where requests are recorded, if anywhere
    /// @param grounding where passages are looked for, if answers may be asked from documents;
    ///   whoever opened it closes it
    public OpenAiApi(
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Optional<AuditLog> audit,
            Optional<Grounding> grounding,
            InstantSource clock) {
        this(models, keys, limits, audit, grounding, Optional.empty(), clock);
    }

    /// As [#OpenAiApi(List, Keys, Limits, Optional, Optional, InstantSource)].
    ///
    /// @param upstreams servers that answer for the models that are none of these; closed as the
    ///   grounding is
    public OpenAiApi(
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Optional<AuditLog> audit,
            Optional<Grounding> grounding,
            Optional<Upstreams> upstreams,
            InstantSource clock) {
        if (models.stream().map(ServedModel::name).distinct().count() < models.size()) {
            throw new IllegalArgumentException("two models of the same name");
        }
        for (ServedModel model : models) {
            Metrics.OfModel measured = metrics.ofModel(model.name());
            var queue = new GenerationQueue(model, limits.waiting(), measured);
            var completions = new Completions(model, queue, limits, clock, grounding);
            var embeddings = new Embeddings(model);
            catalogue.add(new Served(model, queue, completions, embeddings, measured));
        }
        this.keys = keys;
        this.limits = limits;
        this.audit = audit;
        this.upstreams = upstreams;
        upstreams.ifPresent(metrics::watch);
        this.clock = clock;
        this.allowances = new Allowances(clock);
        this.started = clock.instant().getEpochSecond();
    }

    /// Shows in `/metrics` too what something beside the server measures.
    ///
    /// @param gauges in Prometheus' text format
    public void measureBeside(Supplier<String> gauges) {
        beside = gauges;
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
                "/v1/chat/completions",
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

    private static void json(Context request, Object value) {
        request.contentType("application/json").result(Json.write(value));
    }

    private void ready(Context request) {
        boolean able = !catalogue.models().isEmpty() || upstreams.isEmpty() || upstreams.get().ready();
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
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> parent) {}

    private ModelList models(KeyHolder caller) {
        List<ModelInfo> all = new ArrayList<>();
        catalogue
                .visible(caller)
                .forEach(
                        one ->
                                all.add(
                                        info(
                                                one.name(),
                                                one.served().model().contextLength(),
                                                one.parent())));
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
        json(
                request,
                models(caller(request)).data().stream()
                        .filter(model -> model.id().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiException.unknownModel(name)));
    }

    private ModelInfo info(String name, int contextLength, Optional<String> parent) {
        return new ModelInfo(name, "model", started, "inhouse", contextLength, parent);
    }

    private Target behind(String model) {
        return new Target(model, Optional.empty(), metrics.ofModel(model));
    }

    /// The models of the servers behind, with the lengths of their contexts.
    private Map<String, Integer> behind() {
        return upstreams.map(Upstreams::models).orElse(Map.of());
    }

    private Exchange.Outcome forward(Completions.Asked asked, Fields body)
            throws InterruptedException {
        Target target = asked.target();
        UpstreamRequest sent = UpstreamRequest.of(asked.request().path(), target.name(), body);
        Upstreams servers = upstreams.orElseThrow();
        return new UpstreamExchange(servers, asked, sent, target.metrics()).answer();
    }

    private Exchange.Outcome answer(
            Catalogue.Entry entry, Context request, KeyHolder caller, Duration patience, Fields body, Work work)
            throws InterruptedException {
        try (Catalogue.InUse use = catalogue.use(entry)) {
            var asked = new Completions.Asked(request, caller, patience, use.target());
            return work.run(entry.served(), asked, body);
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
            String name = body.requiredText("model");
            Optional<Catalogue.Entry> here = catalogue.find(name, caller);
            if (here.isEmpty() && !behind().containsKey(name)) {
                throw ApiException.unknownModel(name);
            }
            model = here.map(Catalogue.Entry::name).orElse(name);
            label = here.flatMap(Catalogue.Entry::label);
            if (!caller.mayUse(model)) {
                throw ApiException.of(403, "This key may not use the model '%s'.".formatted(model));
            }
            outcome =
                    here.isEmpty()
                            ? forward(
                                    new Completions.Asked(
                                            request, caller, patience, behind(model)),
                                    body)
                            : answer(here.get(), request, caller, patience, body, work);
        } catch (RuntimeException e) {
            outcome = Exchange.Outcome.failed(ApiException.from(e).status());
            throw e;
        } finally {
            record(request, caller, model, label, outcome);
        }
    }

    /// Counts what a request came to, for its key's limits, the metrics and the audit log.
    ///
    /// @param label of the adapter that was asked
    private void record(
            Context request,
            KeyHolder caller,
            String model,
            Optional<AccessLabel> label,
            Exchange.Outcome outcome) {
        Usage usage = outcome.usage();
        allowances.tokens(caller, usage.totalTokens());
        metrics.request(model, caller.name(), outcome.status());
        metrics.tokens(model, caller.name(), usage);
        audit.ifPresent(
                log ->
                        log.add(
                                new AuditLog.Call(
                                        clock.instant().toString(),
                                        outcome.id(),
                                        caller.name(),
                                        caller.groups(),
                                        request.path(),
                                        model,
                                        outcome.status(),
                                        usage.promptTokens(),
                                        usage.promptTokensDetails().cachedTokens(),
                                        usage.completionTokens(),
                                        outcome.finishReasons(),
                                        caller.clearance().toString(),
                                        Stream.concat(
                                                        label.map(AccessLabel::toString).stream(),
                                                        outcome.sources().stream()
                                                                .map(Source::label))
                                                .distinct()
                                                .toList(),
                                        outcome.sources().stream()
                                                .map(s -> new Cited(s.document(), s.documentId()))
                                                .distinct()
                                                .toList())));
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
        boolean finished = true;
        for (Served one : catalogue.models()) {
            finished &= one.queue().drain(Duration.ofNanos(end - System.nanoTime()));
        }
        if (upstreams.isPresent()) {
            finished &= upstreams.get().drain(Duration.ofNanos(end - System.nanoTime()));
        }
        return finished;
    }

    /// Ends what still runs. Models stay open: whoever opened them closes them.
    @Override
    public void close() {
        stopping = true;
        catalogue.models().forEach(one -> one.queue().close());
    }
}
