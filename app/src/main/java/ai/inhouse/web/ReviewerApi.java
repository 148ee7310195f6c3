package ai.inhouse.web;

import ai.inhouse.alignment.review.Qualification;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.ReviewerWatch;
import ai.inhouse.store.Database;
import ai.inhouse.store.ReviewState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/// What the owner asks of the server about reviewers: how they do, whose word counts, and which
/// items have a known answer.
final class ReviewerApi {
    private static final int MOST = 20;

    private final ReviewQueue queue;
    private final ReviewerWatch watch;
    private final Optional<Qualification> qualification;
    private final Gate gate;

    ReviewerApi(
            Database database,
            ReviewQueue queue,
            Optional<Qualification> qualification,
            Gate gate) {
        this.queue = queue;
        this.watch = new ReviewerWatch(database, qualification);
        this.qualification = qualification;
        this.gate = gate;
    }

    void routes(RoutesConfig routes) {
        routes.get("/api/reviewers", this::reviewers);
        routes.post("/api/reviewers", this::decide);
        routes.get("/api/gold", this::gold);
        routes.post("/api/gold", this::mark);
    }

    /// @param qualification what a reviewer must reach; empty where everybody's word counts
    private record Reviewers(
            List<ReviewerWatch.Reviewer> reviewers, Optional<Qualification> qualification) {}

    private void reviewers(Context request) {
        Requests.json(request, new Reviewers(watch.all(), qualification));
    }

    private record Decision(String name, boolean counts) {}

    private void decide(Context request) {
        Decision decision = Requests.body(request, Decision.class);
        queue.decide(decision.name(), decision.counts(), gate.person(request).name());
        reviewers(request);
    }

    /// @param known how many items have a known answer
    /// @param candidates that could be given one
    private record Gold(long known, List<ReviewApi.Shown> candidates) {}

    private void gold(Context request) {
        String name = gate.person(request).name();
        Requests.json(
                request,
                new Gold(
                        queue.count(ReviewState.GOLD),
                        queue.candidates(MOST).stream()
                                .map((ReviewItem item) -> ReviewApi.Shown.of(item, name))
                                .toList()));
    }

    private void mark(Context request) {
        String name = gate.person(request).name();
        ReviewApi.Sent sent = Requests.body(request, ReviewApi.Sent.class);
        try {
            queue.mark(name, ReviewApi.submission(queue, sent, name));
            Requests.json(request, new ReviewApi.Outcome(sent.id(), ""));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadRequestResponse(String.valueOf(e.getMessage()));
        }
    }
}
