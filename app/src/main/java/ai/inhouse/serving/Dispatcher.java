package ai.inhouse.serving;

import ai.inhouse.identity.AccessLabel;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Takes each request to what answers it: a model that is offered here, with an adapter or without,
/// or a server behind; and has recorded what came of it.
final class Dispatcher {
    private final Offered offered;
    private final Optional<Upstreams> upstreams;
    private final Shadow shadow;
    private final Metrics metrics;
    private final Limits limits;
    private final Allowances allowances;
    private final CallRecorder recorder;
    private volatile boolean stopping;

    Dispatcher(
            Offered offered,
            Optional<Upstreams> upstreams,
            Shadow shadow,
            Metrics metrics,
            Limits limits,
            Allowances allowances,
            CallRecorder recorder) {
        this.offered = offered;
        this.upstreams = upstreams;
        this.shadow = shadow;
        this.metrics = metrics;
        this.limits = limits;
        this.allowances = allowances;
        this.recorder = recorder;
    }

    /// Answers a request with a model that is offered here, and says how it went.
    interface Work {
        Exchange.Outcome run(Offered.One one, Completions.Asked asked, Fields body)
                throws InterruptedException;
    }

    /// A request before it is known what answers it.
    private record Call(
            Context request,
            KeyHolder caller,
            Duration patience,
            Fields body,
            String named,
            Answering by) {
        Completions.Asked of(Target target) {
            return new Completions.Asked(request, caller, patience, target);
        }
    }

    /// What answers a request, once that is known: anyone can make names up, and only a model's is
    /// recorded.
    private static final class Answering {
        private String model = "";
        private Optional<AccessLabel> label = Optional.empty();

        void is(Offered.Entry entry) {
            model = entry.name();
            label = entry.label();
        }
    }

    /// @param chat whether a model in the shadow of the one that answers is asked too
    void answer(Context request, Work work, boolean chat) throws InterruptedException {
        KeyHolder caller = OpenAiApi.caller(request);
        Answering by = new Answering();
        Exchange.Outcome outcome = Exchange.Outcome.failed(500);
        try {
            if (stopping) {
                throw ApiException.stopping();
            }
            allowances.request(caller);
            Duration patience = patience(request);
            Fields body = RequestBody.read(request, limits.bodyBytes());
            String named = body.requiredText("model");
            Call call = new Call(request, caller, patience, body, named, by);
            Optional<Offered.Entry> here = find(call);
            outcome =
                    here.isEmpty() && offered.isBehind(named)
                            ? forward(call)
                            : answerHere(known(here, named), work, chat, call);
        } catch (RuntimeException e) {
            outcome = Exchange.Outcome.failed(ApiException.from(e).status());
            throw e;
        } finally {
            recorder.record(request, caller, by.model, by.label, outcome);
        }
    }

    private Optional<Offered.Entry> find(Call call) {
        return offered.find(call.named(), person(call.caller(), call.body()), call.caller());
    }

    /// Who is asking, as far as can be told: a key may stand for a program with many users.
    private static String person(KeyHolder caller, Fields body) {
        Optional<String> user = body.text("safety_identifier").or(() -> body.text("user"));
        return caller.name() + user.map(name -> "\n" + name).orElse("");
    }

    private static Offered.Entry known(Optional<Offered.Entry> found, String named) {
        return found.orElseThrow(() -> ApiException.unknownModel(named));
    }

    private Exchange.Outcome forward(Call call) throws InterruptedException {
        String model = call.named();
        call.by().model = model;
        requireAllowed(call, model);
        Target target = new Target(model, Optional.empty(), metrics.ofModel(model));
        UpstreamRequest sent = UpstreamRequest.of(call.request().path(), model, call.body());
        Upstreams servers = upstreams.orElseThrow();
        return new UpstreamExchange(servers, call.of(target), sent, target.metrics()).answer();
    }

    private static void requireAllowed(Call call, String model) {
        if (!call.caller().mayUse(model) && !call.caller().mayUse(call.named())) {
            throw ApiException.of(403, "This key may not use the model '%s'.".formatted(model));
        }
    }

    /// A model may be withdrawn just before it begins: then the one that took its place answers.
    private Exchange.Outcome answerHere(Offered.Entry to, Work work, boolean chat, Call call)
            throws InterruptedException {
        try {
            return answerWith(to, work, chat, call);
        } catch (ApiException e) {
            if (e.status() != 503 || stopping || offered.has(to.one())) {
                throw e;
            }
            return answerWith(known(find(call), call.named()), work, chat, call);
        }
    }

    private Exchange.Outcome answerWith(Offered.Entry to, Work work, boolean chat, Call call)
            throws InterruptedException {
        call.by().is(to);
        requireAllowed(call, to.name());
        Exchange.Outcome outcome;
        try (Offered.InUse use = offered.use(to)) {
            outcome = work.run(to.one(), call.of(use.target()), call.body());
        }
        if (chat && to.adapter().isEmpty() && outcome.status() == 200) {
            offered.routing()
                    .filter(r -> r.main().equals(to.name()))
                    .flatMap(r -> r.shadow(UUID.randomUUID().toString()))
                    .flatMap(offered::exactly)
                    .ifPresent(
                            s -> shadow.follow(s, to.name(), call.body(), call.caller(), outcome));
        }
        return outcome;
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

    /// Takes no new request.
    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }
}
