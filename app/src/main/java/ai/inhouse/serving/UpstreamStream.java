package ai.inhouse.serving;

import ai.inhouse.base.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Passes server-sent events on as they come, and counts what they say. The count of tokens that we
/// asked for ourselves is kept from clients that did not.
final class UpstreamStream {
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";
    private static final Set<String> LAST =
            Set.of("response.completed", "response.incomplete", "response.failed");

    private final Context request;
    private final UpstreamTally tally;
    private final Timing timing;
    private final boolean wantsUsage;
    private final StringBuilder event = new StringBuilder();
    private final StringBuilder data = new StringBuilder();
    private @Nullable OutputStream out;
    private boolean over;
    private int status = 200;

    UpstreamStream(Context request, UpstreamTally tally, Timing timing, boolean wantsUsage) {
        this.request = request;
        this.tally = tally;
        this.timing = timing;
        this.wantsUsage = wantsUsage;
    }

    /// Whether the client has heard something.
    boolean begun() {
        return out != null;
    }

    /// Whether the last event has come.
    boolean over() {
        return over;
    }

    /// 200, or 502 where an event told of a failure, or 499 where the client went away.
    int status() {
        return status;
    }

    /// The next line; an event ends with an empty one.
    void line(String line) {
        if (!line.isEmpty()) {
            event.append(line).append('\n');
            if (line.startsWith(DATA)) {
                data.append(line.substring(DATA.length()).strip());
            }
            return;
        }
        if (!event.isEmpty() && wanted(data.toString())) {
            send(event.append('\n').toString());
        }
        event.setLength(0);
        data.setLength(0);
    }

    private boolean wanted(String text) {
        if (text.equals(DONE)) {
            over = true;
            return true;
        }
        Optional<JsonNode> chunk = parsed(text);
        if (chunk.isEmpty()) {
            return true; // a comment that keeps the connection open, or an event of its own kind
        }
        if (tally.add(chunk.get())) {
            timing.token();
        }
        if (chunk.get().path("error").isObject()) {
            status = 502;
        }
        over = LAST.contains(chunk.get().path("type").asString(""));
        return wantsUsage || !UpstreamTally.onlyUsage(chunk.get());
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return text.startsWith("{")
                    ? Optional.of(Json.mapper().readTree(text))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void send(String text) {
        try {
            OutputStream to = out;
            if (to == null) {
                to = Exchange.streaming(request);
                out = to;
            }
            to.write(text.getBytes(StandardCharsets.UTF_8));
            to.flush();
        } catch (IOException e) {
            status = 499;
            over = true;
        }
    }

    /// Tells the client, who has heard a part, that no more comes.
    Exchange.Outcome brokenOff(ApiException why) {
        status = why.status();
        send(new String(Reply.Sent.data(why.body()).bytes(), StandardCharsets.UTF_8));
        return tally.outcome(status);
    }
}
