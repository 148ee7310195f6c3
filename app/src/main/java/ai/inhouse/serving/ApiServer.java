package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import ai.inhouse.retrieval.Grounding;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What `inhouse serve` runs: models behind the API.
public final class ApiServer implements AutoCloseable {
    private static final String STARTING = "starting the server";

    private final OpenAiApi api;
    private final WebServer server;

    private ApiServer(OpenAiApi api, WebServer server) {
        this.api = api;
        this.server = server;
    }

    /// What is served, and to whom.
    ///
    /// @param models that are answered here
    /// @param audit where requests are recorded
    /// @param feedback where feedback goes; without it there is no route for it
    /// @param grounding where passages are looked for, if answers may be asked from documents;
    ///   whoever opened it closes it, after the server
    /// @param upstreams servers that answer for other models; closed as the grounding is
    public record Setup(
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Optional<AuditLog> audit,
            Optional<FeedbackBox> feedback,
            Optional<Grounding> grounding,
            Optional<Upstreams> upstreams) {
        public Setup {
            models = List.copyOf(models);
        }

        public static Setup of(List<ServedModel> models, Keys keys, Limits limits) {
            return new Setup(
                    models,
                    keys,
                    limits,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        public Setup recording(AuditLog log) {
            return new Setup(
                    models, keys, limits, Optional.of(log), feedback, grounding, upstreams);
        }

        public Setup before(Upstreams servers) {
            return new Setup(
                    models, keys, limits, audit, feedback, grounding, Optional.of(servers));
        }
    }

    /// @param port 0 for any free one
    /// @throws InhouseException if the address cannot be had, or lies beyond loopback where anyone
    ///   could call without a key
    public static ApiServer start(
            String host, int port, List<ServedModel> models, Keys keys, Limits limits) {
        return start(Address.plain(host, port), Setup.of(models, keys, limits));
    }

    /// As [#start(String, int, List, Keys, Limits)].
    ///
    /// @param audit where requests are recorded
    /// @param feedback where feedback goes; without it there is no route for it
    public static ApiServer start(
            String host,
            int port,
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Optional<AuditLog> audit,
            Optional<FeedbackBox> feedback) {
        return start(host, port, models, keys, limits, audit, feedback, Optional.empty());
    }

    /// As [#start(String, int, List, Keys, Limits, Optional, Optional)].
    ///
    /// @param grounding where passages are looked for, if answers may be asked from documents;
    ///   whoever opened it closes it, after the server
    public static ApiServer start(
            String host,
            int port,
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Optional<AuditLog> audit,
            Optional<FeedbackBox> feedback,
            Optional<Grounding> grounding) {
        return start(
                Address.plain(host, port),
                new Setup(models, keys, limits, audit, feedback, grounding, Optional.empty()));
    }

    /// @throws InhouseException if the address cannot be had, or lies beyond loopback where calls
    ///   would not be encrypted, or could come from anyone
    public static ApiServer start(Address address, Setup setup) {
        address.requireCallers(
                STARTING,
                setup.keys().required(),
                "other machines could call it without a key",
                "Make a key with `inhouse keys create NAME`, or bind to 127.0.0.1.");
        address.requireTls(STARTING);
        OpenAiApi api =
                new OpenAiApi(
                        setup.models(),
                        setup.keys(),
                        setup.limits(),
                        setup.audit(),
                        setup.grounding(),
                        setup.upstreams(),
                        InstantSource.system());
        try {
            WebServer server =
                    WebServer.start(
                            address,
                            routes -> {
                                api.routes(routes);
                                setup.feedback()
                                        .ifPresent(
                                                box ->
                                                        new FeedbackApi(box, setup.limits())
                                                                .routes(routes));
                            });
            return new ApiServer(api, server);
        } catch (RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /// As [OpenAiApi#measureBeside].
    public void measureBeside(Supplier<String> gauges) {
        api.measureBeside(gauges);
    }

    public int port() {
        return server.port();
    }

    /// Stops gracefully: refuses new requests, lets running ones finish within the limit, ends the
    /// rest, then the connections.
    @Override
    public void close() {
        try {
            api.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            api.close();
            server.close();
        }
    }
}
