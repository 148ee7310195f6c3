package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewExport;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.jobs.ReviewedFeedback;
import ai.inhouse.store.Workspace;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackApiTest {
    private static final String BAD =
            """
            {"model": "parrot", "good": false,
             "messages": [{"role": "user", "content": "Whom do I ask? I am anna.berg@hafenblick.de."}],
             "answer": "Ask the cook.", "correction": "Ask the harbour office.",
             "comment": "Wrong person."}
            """;

    @TempDir private Path folder;
    private Workspace workspace;
    private ApiServer server;
    private Client client;

    @BeforeEach
    void start() {
        workspace = Workspace.create(folder.resolve("workspace"));
        start(Keys.none());
    }

    private void start(Keys keys) {
        server =
                ApiServer.start(
                        Address.plain("127.0.0.1", 0),
                        List.of(TestModels.parrot("parrot", TestModels.quick())),
                        keys,
                        Limits.DEFAULT,
                        Surroundings.NONE.with(ReviewedFeedback.in(workspace)));
        client = new Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        workspace.close();
    }

    @Test
    void bringsAnAnswerBeforeReviewersWithPersonalDataMasked() throws Exception {
        assertThat(client.post("/v1/feedback", BAD).statusCode()).isEqualTo(201);
        assertThat(client.post("/v1/feedback", BAD).statusCode()).as("once").isEqualTo(200);

        List<ReviewItem> items = queue().next("ann", 9);
        assertThat(items).hasSize(1);
        ReviewItem item = items.getFirst();
        assertThat(item.prompt().getFirst().content())
                .startsWith("Whom do I ask?")
                .doesNotContain("anna.berg");
        assertThat(item.answers())
                .containsExactly(new ReviewItem.Answer("Ask the cook.", "parrot"));
        assertThat(item.sources())
                .extracting(ReviewItem.Source::text)
                .containsExactly("Not a good answer. Wrong person.", "Ask the harbour office.");
    }

    @Test
    void teachesOnlyWhatAReviewerSays() throws Exception {
        client.post("/v1/feedback", BAD);
        assertThat(ReviewExport.of(workspace.database()).isEmpty()).isTrue();

        ReviewItem item = queue().next("ann", 9).getFirst();
        queue().rate(
                        "ann",
                        new ReviewQueue.Submission(
                                "1", item.id(), Judgement.of(new Verdict.Thumb(false)), 1));
        assertThat(ReviewExport.of(workspace.database()).rows().labels()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoFeedback() throws Exception {
        assertThat(error("{\"model\": \"parrot\"}")).contains("'good'");
        assertThat(error(BAD.replace("false", "\"no\""))).contains("'good' must be true or false");
        assertThat(error(BAD.replace("Ask the cook.", " "))).contains("'answer' must not be empty");
        assertThat(error(BAD.replace("comment", "stars"))).contains("'stars'");
        assertThat(error(BAD.replace("\"user\"", "\"king\""))).contains("messages[0].role");
        assertThat(queue().next("ann", 9)).isEmpty();
    }

    @Test
    void asksForAKeyWhereOneIsNeeded() throws Exception {
        client.close();
        server.close();
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), InstantSource.system());
        String key = keys.create("intranet");
        start(keys);

        assertThat(client.post("/v1/feedback", BAD).statusCode()).isEqualTo(401);
        HttpRequest request =
                client.request("/v1/feedback")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(BAD))
                        .build();
        assertThat(client.send(request).statusCode()).isEqualTo(201);
        assertThat(queue().next("ann", 9).getFirst().sources().getFirst().title())
                .isEqualTo("Feedback by intranet");
    }

    private String error(String body) throws Exception {
        HttpResponse<String> response = client.post("/v1/feedback", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return Client.tree(response).at("/error/message").asString();
    }

    private ReviewQueue queue() {
        return new ReviewQueue(workspace.database(), InstantSource.system());
    }
}
