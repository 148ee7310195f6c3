package ai.inhouse.web;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.ShownOrder;
import ai.inhouse.base.Hash;
import ai.inhouse.identity.SignIn.Person;
import ai.inhouse.store.Database;
import ai.inhouse.tokens.Message;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the review page asks of the server. Reviewers see answers in their own order and not who
/// gave them; what they send is put back into the item's order here.
final class ReviewApi {
    /// Items sent ahead, so that the next is there when a key is pressed, and for a while offline.
    private static final int AHEAD = 8;

    private static final int MOST_DISPUTED = 20;

    private final Database database;
    private final ReviewQueue queue;
    private final Gate gate;

    ReviewApi(Database database, ReviewQueue queue, Gate gate) {
        this.database = database;
        this.queue = queue;
        this.gate = gate;
    }

    void routes(RoutesConfig routes) {
        routes.get("/api/review/next", this::next);
        routes.get("/api/review/progress", this::progress);
        routes.post("/api/review/ratings", this::rate);
        routes.get(
                "/api/agreement", request -> Requests.json(request, AgreementReport.of(database)));
        routes.get("/api/adjudication", this::disputed);
        routes.post("/api/adjudication", this::rule);
    }

    /// An item as a reviewer sees it.
    record Shown(
            String id,
            String kind,
            List<Message> prompt,
            List<String> answers,
            List<ReviewItem.Source> sources,
            List<ReviewItem.Guideline> guidance) {
        static Shown of(ReviewItem item, String reviewer) {
            return new Shown(
                    item.id().hex(),
                    item.kind().name().toLowerCase(Locale.ROOT),
                    item.prompt(),
                    ShownOrder.of(reviewer, item).stream()
                            .map(a -> item.answers().get(a).text())
                            .toList(),
                    item.sources(),
                    item.guidance());
        }
    }

    private void next(Context request) {
        String reviewer = gate.person(request).name();
        Requests.json(
                request,
                queue.next(reviewer, AHEAD).stream().map(i -> Shown.of(i, reviewer)).toList());
    }

    private void progress(Context request) {
        Requests.json(request, queue.progress(gate.person(request).name()));
    }

    /// @param id chosen by the browser
    /// @param judgement of the answers as they were shown
    record Sent(String id, String item, Judgement judgement, double seconds) {}

    private record Batch(List<Sent> ratings) {}

    /// @param reason empty where it was kept, or was kept before
    record Outcome(String id, String reason) {}

    /// Each rating is kept or refused by itself: one that can never be kept must not hold up the
    /// rest of a queue that was filled offline.
    private void rate(Context request) {
        Person person = gate.person(request);
        List<Outcome> outcomes = new ArrayList<>();
        for (Sent sent : Requests.body(request, Batch.class).ratings()) {
            outcomes.add(new Outcome(sent.id(), keep(person, sent)));
        }
        Requests.json(request, outcomes);
    }

    private String keep(Person person, Sent sent) {
        try {
            queue.rate(person.name(), submission(queue, sent, person.name()));
            return "";
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// What somebody said, of the answers in the item's own order.
    static ReviewQueue.Submission submission(ReviewQueue queue, Sent sent, String reviewer) {
        ReviewItem item =
                queue.find(new Hash(sent.item()))
                        .orElseThrow(() -> new IllegalArgumentException("there is no such item"));
        return new ReviewQueue.Submission(
                sent.id(),
                item.id(),
                sent.judgement().inOrder(ShownOrder.of(reviewer, item)),
                Math.max(0, sent.seconds()));
    }

    /// What one reviewer said, of the answers as the adjudicator sees them.
    private record Said(String reviewer, Judgement judgement) {}

    private record Dispute(Shown item, List<Said> said) {}

    private void disputed(Context request) {
        String name = gate.person(request).name();
        Requests.json(
                request,
                queue.disputed(MOST_DISPUTED).stream().map(d -> dispute(d, name)).toList());
    }

    private static Dispute dispute(ReviewQueue.Discussed discussed, String adjudicator) {
        List<Integer> shown = ShownOrder.of(adjudicator, discussed.item());
        List<Integer> places = new ArrayList<>();
        for (int answer = 0; answer < shown.size(); answer++) {
            places.add(shown.indexOf(answer));
        }
        List<Said> said = new ArrayList<>();
        discussed.judgements().forEach((who, j) -> said.add(new Said(who, j.inOrder(places))));
        return new Dispute(Shown.of(discussed.item(), adjudicator), said);
    }

    private void rule(Context request) {
        String name = gate.person(request).name();
        Sent sent = Requests.body(request, Sent.class);
        try {
            queue.rule(name, submission(queue, sent, name));
            Requests.json(request, new Outcome(sent.id(), ""));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadRequestResponse(String.valueOf(e.getMessage()));
        }
    }
}
