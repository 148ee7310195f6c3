package ai.inhouse.web;

import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.base.InhouseException;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.FeedbackApi;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.ModelServer;
import ai.inhouse.serving.OpenAiApi;
import ai.inhouse.serving.Routing;
import ai.inhouse.serving.ServedModel;
import ai.inhouse.serving.Surroundings;
import ai.inhouse.serving.WebServer;
import ai.inhouse.store.Database;
import ai.inhouse.web.StudioData.CorpusView;
import ai.inhouse.web.StudioData.Evaluation;
import ai.inhouse.web.StudioData.GateResult;
import ai.inhouse.web.StudioData.Removed;
import ai.inhouse.web.StudioData.Row;
import ai.inhouse.web.StudioData.Run;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What `inhouse studio` runs: pages to watch runs, look at models, corpus and evaluations, and
/// chat with what is served, and to review what models answered. Without accounts it is for the
/// people at this machine: it listens on loopback only, and asks for nothing.
public final class Studio implements ModelServer, AutoCloseable {
    /// Nothing but the studio's own files runs or loads, and no text can become markup.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// A report is one page with its style and pictures inside, and runs nothing.
    private static final String REPORT_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private static final int MOST_REMOVED = 2_000;
    private static final String STARTING = "starting the studio";

    private final StudioData data;
    private final Gate gate;
    private final ReviewApi reviews;
    private final ReviewerApi reviewers;
    private final OpenAiApi chat;
    private final boolean grounded;
    private final Assets assets = new Assets();
    private final WebServer server;
    private volatile boolean open = true;

    private Studio(
            Address address,
            StudioData data,
            Database database,
            List<ServedModel> models,
            Optional<Grounding> grounding) {
        InstantSource clock = InstantSource.system();
        this.data = data;
        this.gate = new Gate(database, clock);
        ReviewQueue queue = new ReviewQueue(database, clock, data.qualification());
        this.reviews = new ReviewApi(database, queue, gate);
        this.reviewers = new ReviewerApi(database, queue, data.qualification(), gate);
        address.requireCallers(
                STARTING,
                gate.hasAccounts(),
                "nobody has an account yet, so there is no sign-in, and it serves this machine"
                        + " only",
                "Add yourself with 'inhouse reviewers add NAME --role owner', or bind to"
                        + " 127.0.0.1.");
        address.requireTls(STARTING);
        this.grounded = grounding.isPresent();
        this.chat =
                new OpenAiApi(
                        models,
                        Keys.none(),
                        Limits.DEFAULT,
                        Surroundings.NONE.with(grounding).with(data.guardrails()),
                        clock);
        chat.measureBeside(data::gauges);
        try {
            this.server = WebServer.start(address, this::routes);
        } catch (RuntimeException e) {
            chat.close();
            throw e;
        }
    }

    /// @param port 0 for any free one
    /// @param database with accounts and reviews
    /// @param models to chat with; may be empty. Whoever opened them closes them
    /// @throws InhouseException if the address cannot be had, or is not on loopback while nobody
    ///   has to sign in
    public static Studio start(
            String host, int port, StudioData data, Database database, List<ServedModel> models) {
        return start(Address.plain(host, port), data, database, models, Optional.empty());
    }

    /// As [#start(String, int, StudioData, Database, List)].
    ///
    /// @param grounding where the chat looks for passages, if it may; closed as the models are
    public static Studio start(
            Address address,
            StudioData data,
            Database database,
            List<ServedModel> models,
            Optional<Grounding> grounding) {
        return new Studio(address, data, database, models, grounding);
    }

    private void routes(RoutesConfig routes) {
        routes.before(Studio::protect);
        gate.routes(routes);
        reviews.routes(routes);
        reviewers.routes(routes);
        new DashboardApi(data).routes(routes);
        routes.get("/api/deployments", request -> Requests.json(request, data.deployments()));
        routes.get("/", request -> assets.own(request, "index.html"));
        routes.get("/studio/{file}", request -> assets.own(request, request.pathParam("file")));
        routes.get(
                "/library/{file}", request -> assets.library(request, request.pathParam("file")));
        routes.get(
                "/api/workspace",
                request ->
                        Requests.json(
                                request, new Workspace(data.workspace(), data.tones(), grounded)));
        routes.get(
                "/api/runs",
                request -> Requests.json(request, data.runs().stream().map(RunView::of).toList()));
        routes.get("/api/runs/{id}/events", this::runEvents);
        routes.get("/api/models", request -> Requests.json(request, data.models()));
        routes.get(
                "/api/corpus", request -> Requests.json(request, data.corpus().map(Studio::view)));
        routes.get(
                "/api/evaluations",
                request ->
                        Requests.json(
                                request, data.evaluations().stream().map(Studio::view).toList()));
        routes.get("/api/evaluations/{id}/report", this::report);
        chat.routes(routes);
        data.feedback().ifPresent(box -> new FeedbackApi(box, Limits.DEFAULT).routes(routes));
    }

    /// @param grounded whether the chat can answer from documents
    private record Workspace(String name, List<StudioData.Tone> tones, boolean grounded) {}

    private static void protect(Context request) {
        Map.of(
                        "Content-Security-Policy", POLICY,
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "Cross-Origin-Opener-Policy", "same-origin",
                        "Cross-Origin-Resource-Policy", "same-origin")
                .forEach(request::header);
    }

    private void runEvents(Context request) throws IOException, InterruptedException {
        String id = request.pathParam("id");
        Run run = data.run(id).orElseThrow(NotFoundResponse::new);
        RunEvents.send(request, run, () -> data.run(id), () -> open);
    }

    private record CorpusJson(CorpusView corpus, int removedTotal) {}

    private static CorpusJson view(CorpusView corpus) {
        List<Removed> removed = corpus.removed();
        CorpusView some =
                new CorpusView(
                        corpus.version(),
                        corpus.trainDocuments(),
                        corpus.heldOutDocuments(),
                        corpus.characters(),
                        corpus.kinds(),
                        removed.subList(0, Math.min(MOST_REMOVED, removed.size())));
        return new CorpusJson(some, removed.size());
    }

    private record EvaluationJson(
            String id,
            String title,
            String createdAt,
            List<String> stages,
            List<Row> rows,
            List<GateResult> gates,
            boolean hasReport) {}

    private static EvaluationJson view(Evaluation e) {
        return new EvaluationJson(
                e.id(),
                e.title(),
                e.createdAt(),
                e.stages(),
                e.rows(),
                e.gates(),
                e.report().isPresent());
    }

    private void report(Context request) throws IOException {
        String id = request.pathParam("id");
        Path report =
                data.evaluations().stream()
                        .filter(e -> e.id().equals(id))
                        .findFirst()
                        .flatMap(Evaluation::report)
                        .filter(Files::exists)
                        .orElseThrow(NotFoundResponse::new);
        request.header("Content-Security-Policy", REPORT_POLICY)
                .contentType("text/html; charset=utf-8")
                .result(Files.readAllBytes(report));
    }

    @Override
    public void offer(ServedModel model) {
        chat.offer(model);
    }

    @Override
    public CompletableFuture<Void> withdraw(String name) {
        return chat.withdraw(name);
    }

    @Override
    public void route(Routing routing) {
        chat.route(routing);
    }

    public int port() {
        return server.port();
    }

    /// Lets running answers finish within their limit, then ends all.
    @Override
    public void close() {
        open = false;
        try {
            chat.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            chat.close();
            server.close();
        }
    }
}
