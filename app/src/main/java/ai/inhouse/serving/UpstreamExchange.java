package ai.inhouse.serving;

import ai.inhouse.base.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One request that another server answers: sent there, passed back piece by piece, and counted. As
/// long as the client has heard nothing, a server that fails is replaced by another.
final class UpstreamExchange {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamExchange.class);
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final int GONE = 499;

    private final Upstreams upstreams;
    private final Context request;
    private final ClientConnection client;
    private final UpstreamRequest sent;
    private final Timing timing;
    private final UpstreamTally tally;

    UpstreamExchange(
            Upstreams upstreams,
            Completions.Asked asked,
            UpstreamRequest sent,
            Metrics.OfModel metrics) {
        this.upstreams = upstreams;
        this.request = asked.request();
        this.client = ClientConnection.of(request);
        this.sent = sent;
        this.timing = new Timing(metrics, asked.patience());
        this.tally = new UpstreamTally(sent.prompt().length());
    }

    /// The client has closed its connection.
    private static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// The server cannot answer now, and another may.
    private static final class TryAnother extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient ApiException told;

        TryAnother(ApiException told, IOException cause) {
            super(cause);
            this.told = told;
        }

        ApiException told() {
            return told;
        }
    }

    /// @throws ApiException what the last server said, if none could answer
    Exchange.Outcome answer() throws InterruptedException {
        long[] prefix = PrefixMemory.blocks(sent.prompt());
        Set<UpstreamServer> tried = new HashSet<>();
        ApiException last =
                ApiException.unavailable("No server that has this model answers at present.");
        while (true) {
            Optional<UpstreamServer> chosen = upstreams.begin(sent.model(), prefix, tried);
            if (chosen.isEmpty()) {
                throw last;
            }
            UpstreamServer server = chosen.get();
            try {
                return ask(server);
            } catch (TryAnother e) {
                LOG.info("{}: {}", server.name(), e.told().getMessage());
                last = e.told();
                tried.add(server);
            } catch (ClientGone e) {
                return tally.outcome(GONE);
            } finally {
                upstreams.end(server);
            }
        }
    }

    private Exchange.Outcome ask(UpstreamServer server)
            throws TryAnother, ClientGone, InterruptedException {
        HttpRequest asked =
                server.request(sent.path())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(sent.body()))
                        .build();
        HttpResponse<InputStream> response = head(server, asked);
        try (UpstreamBody body = new UpstreamBody(response.body(), upstreams.threads())) {
            int status = response.statusCode();
            if (status != 200) {
                return refused(server, response, body);
            }
            return sent.stream() ? stream(server, body) : whole(server, body);
        }
    }

    private HttpResponse<InputStream> head(UpstreamServer server, HttpRequest asked)
            throws TryAnother, ClientGone, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> answer =
                upstreams.http().sendAsync(asked, HttpResponse.BodyHandlers.ofInputStream());
        try {
            while (true) {
                try {
                    return answer.get(WATCH.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    look();
                }
            }
        } catch (ExecutionException e) {
            throw lost(server, e.getCause() instanceof IOException io ? io : new IOException(e));
        } finally {
            answer.cancel(true); // nothing, once it has come
        }
    }

    /// @throws ClientGone if there is nobody to answer any more
    /// @throws ApiException once the time is over
    private void look() throws ClientGone {
        if (client.gone()) {
            throw new ClientGone();
        }
        if (timing.expired()) {
            throw ApiException.tooLate();
        }
    }

    private TryAnother lost(UpstreamServer server, IOException cause) {
        upstreams.away(server);
        return new TryAnother(
                ApiException.unavailable("The server that has this model went away."), cause);
    }

    /// What a status other than 200 means: that another server may answer, or that the request is
    /// at fault, which the client is told in the server's own words.
    private Exchange.Outcome refused(
            UpstreamServer server, HttpResponse<InputStream> response, UpstreamBody body)
            throws TryAnother, ClientGone, InterruptedException {
        String text = text(server, body);
        int status = response.statusCode();
        return switch (status) {
            case 429 -> throw full(response, text);
            case 502, 503, 504 -> throw lost(server, new IOException(status + " " + text));
            case 401, 403 -> throw keyRefused(server, text);
            default -> passOn(server, status, text);
        };
    }

    private static TryAnother full(HttpResponse<InputStream> response, String text) {
        // Other servers may give a date.
        String wait = response.headers().firstValue("Retry-After").orElse("1");
        int seconds = wait.matches("[0-9]{1,4}") ? Integer.parseInt(wait) : 1;
        ApiException told = ApiException.queueFull(Math.clamp(seconds, 1, 120));
        return new TryAnother(told, new IOException(text));
    }

    private static TryAnother keyRefused(UpstreamServer server, String text) {
        LOG.error("{} does not take our key: {}", server.name(), text);
        return new TryAnother(
                ApiException.of(502, "The server that has this model refuses ours."),
                new IOException(text));
    }

    private Exchange.Outcome passOn(UpstreamServer server, int status, String text) {
        if (status < 400 || status >= 500) {
            LOG.error("{} answers {}: {}", server.name(), status, text);
            throw ApiException.of(502, "The server that has this model made a mistake.");
        }
        boolean ours = parsed(text).map(tree -> tree.at("/error/message").isString()).orElse(false);
        if (!ours) {
            throw ApiException.of(status, text.isBlank() ? "The request is refused." : text);
        }
        request.status(status).contentType("application/json").result(text);
        return Exchange.Outcome.failed(status);
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(Json.mapper().readTree(text));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private String text(UpstreamServer server, UpstreamBody body)
            throws TryAnother, ClientGone, InterruptedException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (next(server, body)) {
                case UpstreamBody.Part.Line line -> text.append(line.text()).append('\n');
                case UpstreamBody.Part.End _ -> {
                    return text.toString().strip();
                }
            }
        }
    }

    private UpstreamBody.Part next(UpstreamServer server, UpstreamBody body)
            throws TryAnother, ClientGone, InterruptedException {
        while (true) {
            Optional<UpstreamBody.Part> part = body.next(WATCH);
            if (part.isEmpty()) {
                look();
            } else if (part.get() instanceof UpstreamBody.Part.End(Optional<IOException> failure)
                    && failure.isPresent()) {
                throw lost(server, failure.get());
            } else {
                return part.get();
            }
        }
    }

    private Exchange.Outcome whole(UpstreamServer server, UpstreamBody body)
            throws TryAnother, ClientGone, InterruptedException {
        String text = text(server, body);
        JsonNode answer =
                parsed(text)
                        .orElseThrow(
                                () -> lost(server, new IOException("an answer that is no JSON")));
        tally.add(answer);
        timing.ended();
        request.contentType("application/json").result(text);
        return tally.outcome(200);
    }

    private Exchange.Outcome stream(UpstreamServer server, UpstreamBody body)
            throws TryAnother, ClientGone, InterruptedException {
        UpstreamStream stream = new UpstreamStream(request, tally, timing, sent.wantsUsage());
        try {
            while (!stream.over()) {
                switch (next(server, body)) {
                    case UpstreamBody.Part.Line line -> stream.line(line.text());
                    case UpstreamBody.Part.End _ ->
                            throw lost(server, new IOException("the stream broke off"));
                }
            }
        } catch (TryAnother e) {
            if (!stream.begun()) {
                throw e;
            }
            LOG.warn("{} ended in the middle of an answer", server.name(), e);
            return stream.brokenOff(e.told());
        } catch (ApiException e) {
            if (!stream.begun()) {
                throw e;
            }
            return stream.brokenOff(e);
        }
        timing.ended();
        return tally.outcome(stream.status());
    }
}
