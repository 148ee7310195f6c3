package ai.inhouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.ShownOrder;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.base.Json;
import ai.inhouse.identity.Accounts;
import ai.inhouse.identity.Role;
import ai.inhouse.store.Workspace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ReviewApiTest {
    private static final String PASSWORD = "a long password";

    @TempDir private Path folder;
    private Workspace workspace;
    private Studio studio;
    private HttpClient http;
    private Accounts accounts;

    @BeforeEach
    void start() {
        workspace = Workspace.create(folder);
        accounts = new Accounts(workspace.database(), InstantSource.system());
        new ReviewQueue(workspace.database(), InstantSource.system())
                .add(List.of(ReviewSample.pair(), ReviewSample.thumbs()), 2);
        studio =
                Studio.start(
                        "127.0.0.1", 0, new SampleData(folder), workspace.database(), List.of());
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        studio.close();
        workspace.close();
    }

    /// A browser that is signed in, or that has no session.
    private record Browser(String cookie, String csrf) {
        static final Browser NOBODY = new Browser("", "");
    }

    private HttpResponse<String> send(Browser browser, String method, String path, String body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + studio.port() + path))
                        .header("Content-Type", "application/json")
                        .header("X-CSRF-Token", browser.csrf())
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!browser.cookie().isEmpty()) {
            request.header("Cookie", browser.cookie());
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(Browser browser, String method, String path, String body) throws Exception {
        return send(browser, method, path, body).statusCode();
    }

    private Browser signIn(String name) throws Exception {
        var response =
                send(
                        Browser.NOBODY,
                        "POST",
                        "/api/session",
                        Json.write(java.util.Map.of("name", name, "password", PASSWORD)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        return new Browser(
                cookie.substring(0, cookie.indexOf(';')),
                Json.tree(response.body(), "session").path("csrf").asString());
    }

    @Test
    void asksNobodyToSignInUntilThereIsAnAccount() throws Exception {
        assertThat(status(Browser.NOBODY, "GET", "/api/runs", "")).isEqualTo(200);
        assertThat(send(Browser.NOBODY, "GET", "/api/session", "").body())
                .contains("\"signed_in\":true", "\"role\":\"owner\"");
        accounts.add("ann", Role.OWNER, PASSWORD);
        for (String path :
                List.of("/api/runs", "/api/workspace", "/api/review/next", "/v1/models")) {
            assertThat(status(Browser.NOBODY, "GET", path, "")).as(path).isEqualTo(401);
        }
        assertThat(status(Browser.NOBODY, "GET", "/", "")).as("the door").isEqualTo(200);
        assertThat(send(Browser.NOBODY, "GET", "/api/session", "").body())
                .contains("\"signed_in\":false");
        assertThat(status(signIn("ann"), "GET", "/api/runs", "")).isEqualTo(200);
    }

    @Test
    void letsEachRoleSeeItsOwn() throws Exception {
        accounts.add("ann", Role.OWNER, PASSWORD);
        accounts.add("bob", Role.REVIEWER, PASSWORD);
        accounts.add("eve", Role.ADJUDICATOR, PASSWORD);
        Browser bob = signIn("bob");
        assertThat(status(bob, "GET", "/api/review/next", "")).isEqualTo(200);
        for (String path :
                List.of("/api/runs", "/api/agreement", "/api/adjudication", "/v1/models")) {
            assertThat(status(bob, "GET", path, "")).as(path).isEqualTo(403);
        }
        Browser eve = signIn("eve");
        assertThat(status(eve, "GET", "/api/agreement", "")).isEqualTo(200);
        assertThat(status(eve, "GET", "/api/runs", "")).isEqualTo(403);
        accounts.remove("bob");
        assertThat(status(bob, "GET", "/api/review/next", "")).as("removed").isEqualTo(401);
    }

    @Test
    void refusesChangesThatDoNotNameTheSession() throws Exception {
        accounts.add("ann", Role.OWNER, PASSWORD);
        Browser ann = signIn("ann");
        Browser forged = new Browser(ann.cookie(), "guess");
        String rating = ratings("1", ReviewSample.thumbs(), "{\"kind\":\"thumb\",\"up\":true}");
        assertThat(status(forged, "POST", "/api/review/ratings", rating)).isEqualTo(403);
        assertThat(status(ann, "POST", "/api/review/ratings", rating)).isEqualTo(200);
        assertThat(status(forged, "DELETE", "/api/session", "")).isEqualTo(403);
        assertThat(status(ann, "DELETE", "/api/session", "")).isEqualTo(200);
        assertThat(status(ann, "GET", "/api/runs", "")).as("signed out").isEqualTo(401);
    }

    @Test
    void locksAnAccountAfterWrongPasswords() throws Exception {
        accounts.add("ann", Role.OWNER, PASSWORD);
        String wrong = "{\"name\":\"ann\",\"password\":\"wrong\"}";
        for (int i = 0; i < 5; i++) {
            assertThat(status(Browser.NOBODY, "POST", "/api/session", wrong)).isEqualTo(401);
        }
        assertThat(status(Browser.NOBODY, "POST", "/api/session", wrong)).isEqualTo(429);
    }

    @Test
    void hidesWhoAnsweredAndUnderstandsTheOrderShown() throws Exception {
        accounts.add("ann", Role.OWNER, PASSWORD);
        Browser ann = signIn("ann");
        String next = send(ann, "GET", "/api/review/next", "").body();
        assertThat(next).doesNotContain("tolvane-1", "tolvane-2");
        ReviewItem pair = ReviewSample.pair();
        int first = ShownOrder.of("ann", pair).getFirst();
        JsonNode shown = Json.tree(next, "next").path(0);
        assertThat(shown.at("/answers/0").asString()).isEqualTo(pair.answers().get(first).text());
        send(
                ann,
                "POST",
                "/api/review/ratings",
                ratings("1", pair, "{\"kind\":\"choice\",\"better\":0}"));
        assertThat(ReviewQueue.discussed(workspace.database()).getFirst().judgements())
                .containsEntry("ann", Judgement.of(new Verdict.Choice(first)));
    }

    @Test
    void keepsARatingOnceAndSaysWhichItCannotKeep() throws Exception {
        ReviewItem thumb = ReviewSample.thumbs();
        String up = ratings("1", thumb, "{\"kind\":\"thumb\",\"up\":true}");
        for (int i = 0; i < 3; i++) {
            assertThat(send(Browser.NOBODY, "POST", "/api/review/ratings", up).body())
                    .isEqualTo("[{\"id\":\"1\",\"reason\":\"\"}]");
        }
        assertThat(ReviewQueue.discussed(workspace.database())).hasSize(1);
        assertThat(
                        send(
                                        Browser.NOBODY,
                                        "POST",
                                        "/api/review/ratings",
                                        ratings("2", thumb, "{\"kind\":\"choice\",\"better\":7}"))
                                .body())
                .contains("\"id\":\"2\"")
                .doesNotContain("\"reason\":\"\"");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        assertThat(status(Browser.NOBODY, "POST", "/api/review/ratings", "{")).isEqualTo(400);
        assertThat(status(Browser.NOBODY, "POST", "/api/review/ratings", "{\"x\":1}"))
                .isEqualTo(400);
        assertThat(status(Browser.NOBODY, "POST", "/api/review/ratings", "x".repeat((1 << 20) + 1)))
                .isEqualTo(413);
        HttpRequest form =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + studio.port()
                                                + "/api/review/ratings"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                        .build();
        assertThat(http.send(form, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
    }

    private static String ratings(String id, ReviewItem item, String verdict) {
        return """
        {"ratings":[{"id":"%s","item":"%s","seconds":2.5,
          "judgement":{"verdict":%s,"corrections":[],"marks":[]}}]}
        """
                .formatted(id, item.id().hex(), verdict);
    }
}
