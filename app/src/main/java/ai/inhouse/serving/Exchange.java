package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Finding;
import ai.inhouse.base.Json;
import ai.inhouse.inference.Generator.Drafts;
import ai.inhouse.retrieval.Source;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request being answered: its choices are submitted, listened to and written back. What is
/// generated waits in memory for a client that reads slowly, so that it holds up nobody else; a
/// client that goes away ends its choices.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final long WATCH_MILLIS = 100;
    static final String STOP = "stop";

    /// What OpenAI's API says where an answer was ended by a rule.
    static final String FILTERED = "content_filter";

    private final Context request;
    private final ClientConnection client;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private List<Choice> choices = List.of();
    private long lastLook = System.nanoTime();

    Exchange(Context request) {
        this.request = request;
        this.client = ClientConnection.of(request);
    }

    /// Where the jobs report to.
    void hear(Event event) {
        events.add(event);
    }

    /// What the answer came to.
    ///
    /// @param status as in HTTP, or 499 where the client went away
    /// @param id the answer's; empty where there was none
    /// @param sources of the passages that it was made from
    /// @param texts what each choice said
    /// @param guarded the policies that an answer broke, or would have broken
    record Outcome(
            int status,
            String id,
            Usage usage,
            List<String> finishReasons,
            List<Source> sources,
            List<String> texts,
            List<Finding> guarded) {
        static Outcome failed(int status) {
            return new Outcome(
                    status, "", Usage.read(0), List.of(), List.of(), List.of(), List.of());
        }

        /// Of an answer that says nothing.
        static Outcome of(Usage usage) {
            return new Outcome(200, "", usage, List.of(), List.of(), List.of(), List.of());
        }

        Outcome from(List<Source> passages) {
            return new Outcome(status, id, usage, finishReasons, passages, texts, guarded);
        }

        Outcome guarded(Finding finding) {
            return new Outcome(status, id, usage, finishReasons, sources, texts, List.of(finding));
        }
    }

    /// Answers with a text that no model wrote.
    ///
    /// @param finish why it ends there, as in OpenAI's API
    Outcome say(String text, String finish, Reply reply, boolean stream, int copies) {
        Usage none = Usage.read(0);
        choices = IntStream.range(0, copies).mapToObj(Choice::new).toList();
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            all.add(new Event.Text(i, text, List.of()));
            all.add(new Event.Done(i, finish, 0, Drafts.NONE));
        }
        all.forEach(event -> choices.get(event.choice()).hear(event));
        int status = 200;
        if (stream) {
            List<Reply.Sent> sent = new ArrayList<>(reply.opening(copies));
            all.forEach(event -> sent.addAll(reply.on(event)));
            sent.addAll(reply.ending(choices, none));
            try {
                send(streaming(request), sent);
            } catch (IOException e) {
                LOG.debug("a client went away", e);
                status = 499;
            }
        } else {
            request.contentType("application/json").result(Json.write(reply.whole(choices, none)));
        }
        return outcome(status, reply, none);
    }

    /// Begins an answer of server-sent events.
    static OutputStream streaming(Context request) throws IOException {
        request.contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        return request.res().getOutputStream();
    }

    /// @param choicesOfPrompt how many of the jobs answer the same prompt, one after the other
    Outcome answer(
            GenerationQueue queue, List<Job> jobs, Reply reply, boolean stream, int choicesOfPrompt)
            throws InterruptedException {
        queue.submit(jobs);
        choices = IntStream.range(0, jobs.size()).mapToObj(Choice::new).toList();
        int status = 200;
        try {
            if (stream) {
                status = stream(jobs, reply, choicesOfPrompt);
            } else {
                hearAll(jobs.size());
                request.contentType("application/json")
                        .result(Json.write(reply.whole(choices, usage(jobs, choicesOfPrompt))));
            }
        } catch (IOException e) {
            LOG.debug("a client went away", e);
            status = 499;
        } finally {
            queue.cancel(jobs);
        }
        return outcome(status, reply, usage(jobs, choicesOfPrompt));
    }

    private Outcome outcome(int status, Reply reply, Usage usage) {
        return new Outcome(
                status,
                reply.head().id(),
                usage,
                choices.stream().map(Choice::finishReason).toList(),
                List.of(),
                choices.stream().map(Choice::text).toList(),
                choices.stream().flatMap(c -> c.findings().stream()).toList());
    }

    private void hearAll(int open) throws IOException, InterruptedException {
        for (int left = open; left > 0; ) {
            Event event = next();
            if (choices.get(event.choice()).hear(event)) {
                left--;
            }
        }
    }

    /// Streams events, of which the first decides on the status: a failure before it has one of its
    /// own, a later one can only be told as an event.
    ///
    /// @return the status of how it ended
    private int stream(List<Job> jobs, Reply reply, int choicesOfPrompt)
            throws IOException, InterruptedException {
        Event event = next();
        if (event instanceof Event.Failed failed) {
            throw failed.cause();
        }
        OutputStream out = streaming(request);
        send(out, reply.opening(jobs.size()));
        for (int open = jobs.size(); open > 0; event = open > 0 ? next() : event) {
            if (event instanceof Event.Failed failed) {
                return tell(out, failed.cause());
            }
            if (choices.get(event.choice()).hear(event)) {
                open--;
            }
            send(out, reply.on(event));
        }
        send(out, reply.ending(choices, usage(jobs, choicesOfPrompt)));
        return 200;
    }

    private static int tell(OutputStream out, RuntimeException cause) throws IOException {
        ApiException told = ApiException.from(cause);
        if (told != cause) {
            LOG.error("generating failed", cause);
        }
        send(out, List.of(Reply.Sent.data(told.body())));
        return told.status();
    }

    private Usage usage(List<Job> jobs, int choicesOfPrompt) {
        int read = 0;
        int cached = 0;
        int written = 0;
        int drafted = 0;
        int accepted = 0;
        for (int i = 0; i < choices.size(); i++) {
            if (i % choicesOfPrompt == 0) {
                read += jobs.get(i).promptTokens();
                cached += choices.get(i).cachedTokens();
            }
            written += choices.get(i).completionTokens();
            drafted += choices.get(i).drafts().drafted();
            accepted += choices.get(i).drafts().accepted();
        }
        return Usage.of(read, cached, written, new Drafts(drafted, accepted));
    }

    private static void send(OutputStream out, List<Reply.Sent> events) throws IOException {
        for (Reply.Sent event : events) {
            out.write(event.bytes());
        }
        out.flush();
    }

    /// @throws IOException once the client has gone
    private Event next() throws IOException, InterruptedException {
        while (true) {
            long sinceLook = System.nanoTime() - lastLook;
            if (sinceLook >= TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS)) {
                if (client.gone()) {
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
