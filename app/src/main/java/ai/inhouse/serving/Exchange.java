package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.serving.Job.Event;
import ai.inhouse.serving.Reply.Envelope;
import ai.inhouse.serving.Reply.Usage;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request being answered: its choices are submitted, listened to and written back. What is
/// generated waits in memory for a client that reads slowly, so that it holds up nobody else; a
/// client that goes away ends its choices.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final long WATCH_MILLIS = 100;

    private final Context request;
    private final Caller caller;
    private final Reply reply;
    private final String id;
    private final long created;
    private final String model;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private long lastLook = System.nanoTime();

    /// @param id the answer's id, prefix included
    /// @param created seconds since 1970
    Exchange(Context request, Reply reply, String id, long created, String model) {
        this.request = request;
        this.caller = Caller.of(request);
        this.reply = reply;
        this.id = id;
        this.created = created;
        this.model = model;
    }

    /// Where the jobs report to.
    void hear(Event event) {
        events.add(event);
    }

    /// @param promptTokens over all prompts
    void answer(GenerationQueue queue, List<Job> jobs, Options options, int promptTokens)
            throws InterruptedException {
        queue.submit(jobs);
        try {
            if (options.stream()) {
                stream(jobs.size(), options.includeUsage(), promptTokens);
            } else {
                whole(jobs.size(), promptTokens);
            }
        } catch (IOException e) {
            LOG.debug("the client of {} went away", id, e);
        } finally {
            queue.cancel(jobs);
        }
    }

    private void whole(int choices, int promptTokens) throws IOException, InterruptedException {
        StringBuilder[] texts = new StringBuilder[choices];
        Arrays.setAll(texts, i -> new StringBuilder());
        Object[] done = new Object[choices];
        int completionTokens = 0;
        for (int open = choices; open > 0; ) {
            switch (next()) {
                case Event.Text(int choice, String text) -> texts[choice].append(text);
                case Event.Done(int choice, String finishReason, int tokens) -> {
                    done[choice] = reply.whole(choice, texts[choice].toString(), finishReason);
                    completionTokens += tokens;
                    open--;
                }
                case Event.Failed failed -> throw failed.cause();
            }
        }
        Usage usage = usage(promptTokens, completionTokens);
        request.contentType("application/json")
                .result(Json.write(envelope(Arrays.asList(done), false, usage)));
    }

    private void stream(int choices, boolean includeUsage, int promptTokens)
            throws IOException, InterruptedException {
        request.contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        OutputStream out = request.res().getOutputStream();
        for (int i = 0; i < choices; i++) {
            Optional<Object> opening = reply.opening(i);
            if (opening.isPresent()) {
                send(out, chunk(opening.get()));
            }
        }
        out.flush();
        int completionTokens = 0;
        for (int open = choices; open > 0; ) {
            switch (next()) {
                case Event.Text(int choice, String text) ->
                        send(out, chunk(reply.piece(choice, text)));
                case Event.Done(int choice, String finishReason, int tokens) -> {
                    send(out, chunk(reply.ending(choice, finishReason)));
                    completionTokens += tokens;
                    open--;
                }
                case Event.Failed failed -> {
                    ApiException told = ApiException.from(failed.cause());
                    if (told != failed.cause()) {
                        LOG.error("generating {} failed", id, failed.cause());
                    }
                    send(out, Json.write(told.body()));
                    return;
                }
            }
        }
        if (includeUsage) {
            send(out, Json.write(envelope(List.of(), true, usage(promptTokens, completionTokens))));
        }
        send(out, "[DONE]");
    }

    private String chunk(Object choice) {
        return Json.write(envelope(List.of(choice), true, null));
    }

    private Envelope envelope(List<Object> choices, boolean chunk, @Nullable Usage usage) {
        return new Envelope(id, reply.object(chunk), created, model, choices, usage);
    }

    private static Usage usage(int promptTokens, int completionTokens) {
        return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// @throws IOException once the client has gone
    private Event next() throws IOException, InterruptedException {
        while (true) {
            long sinceLook = System.nanoTime() - lastLook;
            if (sinceLook >= TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS)) {
                if (caller.gone()) {
                    throw new IOException("the client closed the connection");
                }
                lastLook = System.nanoTime();
            }
            Optional<Event> event =
                    Optional.ofNullable(events.poll(WATCH_MILLIS, TimeUnit.MILLISECONDS));
            if (event.isPresent()) {
                return event.get();
            }
        }
    }
}
