package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What the server measures of itself, for Prometheus to fetch.
final class Metrics {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /// In Prometheus' text format.
    String scrape() {
        return registry.scrape();
    }

    /// A request was answered or refused.
    void request(String model, String caller, int status) {
        registry.counter(
                        "inhouse.requests",
                        "model",
                        model,
                        "caller",
                        caller,
                        "status",
                        Integer.toString(status))
                .increment();
    }

    void tokens(String model, String caller, Usage usage) {
        count("inhouse.prompt.tokens", model, caller, usage.promptTokens());
        count(
                "inhouse.prompt.cached.tokens",
                model,
                caller,
                usage.promptTokensDetails().cachedTokens());
        count("inhouse.completion.tokens", model, caller, usage.completionTokens());
        var details = usage.completionTokensDetails();
        int accepted = details.acceptedPredictionTokens();
        int drafted = accepted + details.rejectedPredictionTokens();
        count("inhouse.drafted.tokens", model, caller, drafted);
        count("inhouse.accepted.tokens", model, caller, accepted);
    }

    private void count(String name, String model, String caller, int amount) {
        Counter.builder(name)
                .tag("model", model)
                .tag("caller", caller)
                .register(registry)
                .increment(amount);
    }

    /// What the servers behind are doing for us.
    void watch(Upstreams upstreams) {
        for (UpstreamServer server : upstreams.servers()) {
            Gauge.builder("inhouse.upstream.up", () -> upstreams.isUp(server) ? 1 : 0)
                    .tag("upstream", server.name())
                    .register(registry);
            Gauge.builder("inhouse.upstream.running", () -> upstreams.running(server))
                    .tag("upstream", server.name())
                    .register(registry);
        }
    }

    /// A policy was broken, or would have been.
    void policy(String model, Finding found) {
        registry.counter(
                        "inhouse.policy.findings",
                        "model",
                        model,
                        "policy",
                        found.policy(),
                        "action",
                        found.action().code())
                .increment();
    }

    /// A model answered, or did not, in the shadow of another.
    void shadow(String model, String outcome) {
        registry.counter("inhouse.shadow.requests", "model", model, "outcome", outcome).increment();
    }

    OfModel ofModel(String model) {
        return new OfModel(model);
    }

    /// The measurements of one model's generation.
    final class OfModel {
        private final String model;
        private final Timer firstToken;
        private final Timer nextToken;
        private final Timer completed;

        private OfModel(String model) {
            this.model = model;
            this.firstToken = timer("inhouse.time.to.first.token");
            this.nextToken = timer("inhouse.time.between.tokens");
            this.completed = timer("inhouse.completion.time");
        }

        private Timer timer(String name) {
            return Timer.builder(name)
                    .tag("model", model)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(SHORTEST)
                    .maximumExpectedValue(LONGEST)
                    .register(registry);
        }

        void gauge(String name, Supplier<Number> value) {
            // A model that came back has another queue: its old gauge would be kept otherwise.
            registry.find(name).tag("model", model).meters().forEach(registry::remove);
            Gauge.builder(name, value).tag("model", model).register(registry);
        }

        void firstToken(long nanos) {
            firstToken.record(nanos, TimeUnit.NANOSECONDS);
        }

        void nextToken(long nanos) {
            nextToken.record(nanos, TimeUnit.NANOSECONDS);
        }

        void completed(long nanos) {
            completed.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
