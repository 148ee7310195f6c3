package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What `inhouse serve` runs: models behind the API.
public final class ApiServer implements ModelServer, AutoCloseable {
    private static final String STARTING = "starting the server";

    private final OpenAiApi api;
    private final WebServer server;

    private ApiServer(OpenAiApi api, WebServer server) {
        this.api = api;
        this.server = server;
    }

    /// As [#start(Address, List, Keys, Limits, Surroundings)], with nothing beside the models.
    ///
    /// @param port 0 for any free one
    public static ApiServer start(
            String host, int port, List<ServedModel> models, Keys keys, Limits limits) {
        return start(Address.plain(host, port), models, keys, limits, Surroundings.NONE);
    }

    /// @throws InhouseException if the address cannot be had, or lies beyond loopback where calls
    ///   would not be encrypted, or could come from anyone
    public static ApiServer start(
            Address address,
            List<ServedModel> models,
            Keys keys,
            Limits limits,
            Surroundings beside) {
        address.requireCallers(
                STARTING,
                keys.required(),
                "other machines could call it without a key",
                "Make a key with `inhouse keys create NAME`, or bind to 127.0.0.1.");
        address.requireTls(STARTING);
        OpenAiApi api = new OpenAiApi(models, keys, limits, beside, InstantSource.system());
        try {
            WebServer server =
                    WebServer.start(
                            address,
                            routes -> {
                                api.routes(routes);
                                beside.feedback()
                                        .ifPresent(
                                                box -> new FeedbackApi(box, limits).routes(routes));
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

    @Override
    public void offer(ServedModel model) {
        api.offer(model);
    }

    @Override
    public CompletableFuture<Void> withdraw(String name) {
        return api.withdraw(name);
    }

    @Override
    public void route(Routing routing) {
        api.route(routing);
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
