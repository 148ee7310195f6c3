package ai.inhouse.web;

import ai.inhouse.base.Json;
import ai.inhouse.web.StudioData.Run;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Sends what happens in one run to one browser as server-sent events: `run` when a stage changes,
/// `metrics` with new rows, `log` with new lines. An event's id holds how far both files have been
/// sent, so that a browser that lost its connection goes on where it was.
final class RunEvents {
    private static final long LOOK_MILLIS = 400;
    private static final long LOOKS_PER_PING = 25;
    private static final int LOG_BYTES = 1 << 16;

    private final OutputStream out;
    private final Supplier<Optional<Run>> run;
    private final Tail metrics;
    private final Tail log;
    private String lastRun = "";

    private RunEvents(OutputStream out, Supplier<Optional<Run>> run, Tail metrics, Tail log) {
        this.out = out;
        this.run = run;
        this.metrics = metrics;
        this.log = log;
    }

    /// Sends until the browser goes away or the server stops.
    ///
    /// @param run looks the run up anew
    static void send(Context request, Run first, Supplier<Optional<Run>> run, BooleanSupplier open)
            throws IOException, InterruptedException {
        request.contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
        Optional<long[]> seen =
                Optional.ofNullable(request.header("Last-Event-ID")).map(RunEvents::offsets);
        Tail metrics = new Tail(first.metrics(), seen.map(s -> s[0]).orElse(0L));
        Tail log =
                seen.isPresent()
                        ? new Tail(first.log(), seen.get()[1])
                        : Tail.fromNearEnd(first.log(), LOG_BYTES);
        var events = new RunEvents(request.res().getOutputStream(), run, metrics, log);
        for (long look = 0; open.getAsBoolean(); look++) {
            events.look(look % LOOKS_PER_PING == 0);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static long[] offsets(String id) {
        String[] parts =
                id.matches("\\d{1,15}-\\d{1,15}") ? id.split("-", 2) : new String[] {"0", "0"};
        return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
    }

    private void look(boolean ping) throws IOException {
        if (ping) {
            out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
        }
        Optional<Run> now = run.get();
        if (now.isPresent()) {
            String json = Json.write(RunView.of(now.get()));
            if (!json.equals(lastRun)) {
                lastRun = json;
                event("run", json);
            }
        }
        for (List<String> rows = metrics.lines(); !rows.isEmpty(); rows = metrics.lines()) {
            event("metrics", Json.write(rows(rows)));
        }
        for (List<String> lines = log.lines(); !lines.isEmpty(); lines = log.lines()) {
            event("log", Json.write(lines));
        }
        out.flush();
    }

    private static List<JsonNode> rows(List<String> lines) {
        return lines.stream().map(RunEvents::row).flatMap(Optional::stream).toList();
    }

    /// Nothing where a process that was killed left part of a row.
    private static Optional<JsonNode> row(String line) {
        try {
            return Optional.of(Json.mapper().readTree(line));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void event(String name, String json) throws IOException {
        String event =
                "id: %d-%d\nevent: %s\ndata: %s\n\n"
                        .formatted(metrics.offset(), log.offset(), name, json);
        out.write(event.getBytes(StandardCharsets.UTF_8));
    }
}
