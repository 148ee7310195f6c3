package ai.inhouse.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.ReviewQueue.Submission;
import ai.inhouse.alignment.review.ShownOrder;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.identity.Accounts;
import ai.inhouse.identity.Role;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Workspace;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reviewing as a person does it, in a real browser.
final class ReviewBrowserTest extends WithBrowser {
    @TempDir private Path folder;
    private Workspace workspace;
    private ReviewQueue queue;
    private Studio studio;

    @BeforeEach
    void open() {
        workspace = Workspace.create(folder);
        queue = new ReviewQueue(workspace.database(), InstantSource.system());
        studio =
                Studio.start(
                        "127.0.0.1", 0, new SampleData(folder), workspace.database(), List.of());
    }

    @Override
    Studio studio() {
        return studio;
    }

    @Override
    void stop() {
        studio.close();
        workspace.close();
    }

    private void add(ReviewItem... items) {
        queue.add(List.of(items), 1);
    }

    private Judgement said(ReviewItem item) {
        return ReviewQueue.discussed(workspace.database()).stream()
                .filter(d -> d.item().equals(item))
                .flatMap(d -> d.judgements().values().stream())
                .findFirst()
                .orElseThrow();
    }

    private void await(String text) {
        assertThat(page.getByText(text).first()).isVisible();
    }

    @Test
    void reviewsEveryKindByKeyboardAlone() {
        add(
                ReviewSample.pair(),
                ReviewSample.scores(),
                ReviewSample.ranking(),
                ReviewSample.thumbs());
        visit("review");
        await("impeller");
        page.keyboard().press("2");
        await("run the pump dry");
        for (String score : List.of("7", "6", "5", "4")) {
            page.keyboard().press(score);
        }
        page.keyboard().press("Backspace");
        page.keyboard().press("3");
        page.keyboard().press("Enter");
        await("one part missing");
        for (String place : List.of("3", "1", "2")) {
            page.keyboard().press(place);
        }
        page.keyboard().press("Enter");
        await("biggest bonus");
        page.keyboard().press("+");
        await("All done");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("All kept");
        List<Integer> pair = ShownOrder.of(Gate.SOMEBODY, ReviewSample.pair());
        assertThat(said(ReviewSample.pair()).verdict()).isEqualTo(new Verdict.Choice(pair.get(1)));
        Verdict.Scores scores = (Verdict.Scores) said(ReviewSample.scores()).verdict();
        assertThat(scores.scores().values()).containsExactlyInAnyOrder(7, 6, 5, 3);
        List<Integer> shown = ShownOrder.of(Gate.SOMEBODY, ReviewSample.ranking());
        assertThat(said(ReviewSample.ranking()).verdict())
                .isEqualTo(
                        new Verdict.Ranking(
                                List.of(shown.get(2), shown.get(0), shown.get(1), shown.get(3))));
        assertThat(said(ReviewSample.thumbs()).verdict()).isEqualTo(new Verdict.Thumb(true));
    }

    @Test
    void takesTheLastVerdictBack() {
        add(ReviewSample.thumbs(), ReviewSample.scores());
        visit("review");
        await("biggest bonus");
        page.keyboard().press("-");
        await("run the pump dry");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("All kept");
        page.keyboard().press("u");
        await("biggest bonus");
        page.keyboard().press("+");
        await("run the pump dry");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("All kept");
        assertThat(said(ReviewSample.thumbs()).verdict()).isEqualTo(new Verdict.Thumb(true));
    }

    @Test
    void keepsCorrectionsAndMarksThroughAReload() {
        add(ReviewSample.thumbs());
        visit("review");
        await("biggest bonus");
        page.keyboard().press("m");
        page.getByLabel("What is wrong").selectOption("1");
        page.getByLabel("Why (optional)").fill("nobody asked");
        page.getByLabel("Source that shows it").selectOption("0");
        page.keyboard().press("Enter");
        assertThat(page.locator("mark")).hasCount(1);
        page.keyboard().press("c");
        page.getByLabel("Answer as it should be").fill("I cannot share that.");
        page.keyboard().press("Control+Enter");
        await("Better:");
        page.reload();
        await("Better:");
        assertThat(page.locator("mark")).containsText("The office manager");
        page.locator("h2").first().focus();
        page.keyboard().press("-");
        await("All done");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("All kept");
        Judgement judgement = said(ReviewSample.thumbs());
        assertThat(judgement.corrections())
                .containsExactly(new Judgement.Correction(0, "I cannot share that."));
        String text = ReviewSample.thumbs().answers().getFirst().text();
        assertThat(judgement.marks())
                .singleElement()
                .satisfies(
                        mark -> {
                            assertThat(text.substring(mark.from(), mark.to()))
                                    .startsWith("The office manager");
                            assertThat(mark.note()).isEqualTo("nobody asked");
                            assertThat(mark.source()).isZero();
                        });
    }

    @Test
    void losesNothingWithoutAConnection() {
        add(ReviewSample.thumbs(), ReviewSample.scores());
        visit("review");
        await("biggest bonus");
        context.setOffline(true);
        page.keyboard().press("+");
        await("run the pump dry");
        await("1 waiting to be sent");
        assertThat(ReviewQueue.discussed(workspace.database())).isEmpty();
        context.setOffline(false);
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("All kept");
        assertThat(said(ReviewSample.thumbs()).verdict()).isEqualTo(new Verdict.Thumb(true));
    }

    @Test
    void skipsWithAReason() {
        add(ReviewSample.thumbs());
        visit("review");
        await("biggest bonus");
        page.keyboard().press("s");
        page.getByLabel("Why not?").selectOption("not_my_field");
        page.getByText("Skip this item").click();
        await("All done");
        assertThat(ReviewQueue.discussed(workspace.database())).isEmpty();
    }

    @Test
    void showsWhatModelsAndDocumentsSayAsText() {
        add(ReviewSample.attack());
        visit("review");
        assertThat(page.locator(".turn").first()).hasText(ReviewSample.ATTACK);
        assertThat(page.locator(".answer .text").first()).containsText(ReviewSample.ATTACK);
        assertThat(page.locator(".sources p")).hasText(ReviewSample.ATTACK);
        assertThat(page.locator(".guidance p")).hasText(ReviewSample.ATTACK);
        page.keyboard().press("m");
        page.getByLabel("Why (optional)").fill(ReviewSample.ATTACK);
        page.getByText("Mark as wrong").click();
        page.keyboard().press("c");
        page.getByLabel("as it should be").fill(ReviewSample.ATTACK);
        page.keyboard().press("Control+Enter");
        assertThat(page.locator(".correction")).containsText(ReviewSample.ATTACK);
        assertThat(page.locator("main img, main script")).hasCount(0);
        assertThat(page.evaluate("window.attacked")).isNull();
    }

    @Test
    void signsInAndOutByRole() {
        Accounts accounts = new Accounts(workspace.database(), InstantSource.system());
        accounts.add("ann", Role.OWNER, "a long password");
        accounts.add("bob", Role.REVIEWER, "another password");
        add(ReviewSample.thumbs());
        visit("review");
        page.getByLabel("Name").fill("bob");
        page.getByLabel("Password").fill("wrong password");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The name or the password is wrong.");
        page.getByLabel("Password").fill("another password");
        page.keyboard().press("Enter");
        await("biggest bonus");
        assertThat(page.locator(".nav a")).hasCount(1);
        assertThat(page.locator(".tabs")).hasCount(0);
        page.keyboard().press("+");
        await("All done");
        page.getByText("Sign out").click();
        assertThat(page.getByLabel("Password")).isVisible();
    }

    @Test
    void settlesADisagreementAndShowsHowFarReviewersAgree() {
        ReviewItem pair = ReviewSample.pair();
        queue.add(List.of(pair), 2);
        queue.rate("ann", new Submission("1", pair.id(), Judgement.of(new Verdict.Choice(0)), 4));
        queue.rate("bob", new Submission("1", pair.id(), Judgement.of(new Verdict.Choice(1)), 4));
        visit("review/agreement");
        await("The better of two answers");
        assertThat(page.locator(".measure").first()).containsText("Percent");
        assertThat(page.locator("tbody tr")).hasCount(4);
        visit("review/adjudication");
        await("What reviewers said");
        assertThat(page.locator(".said-of li")).hasCount(2);
        page.keyboard().press("1");
        await("No disagreement");
        assertThat(queue.progress("ann").items()).containsEntry(ReviewState.ADJUDICATED, 1L);
    }

    @Test
    void fitsEveryScreenOnAPhoneAndNamesEveryControl() {
        page.setViewportSize(360, 740);
        for (ReviewItem item :
                List.of(
                        ReviewSample.pair(),
                        ReviewSample.scores(),
                        ReviewSample.ranking(),
                        ReviewSample.thumbs())) {
            add(item);
            visit("review");
            page.reload();
            page.locator(".answer").first().waitFor();
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(item.kind().name())
                    .isLessThanOrEqualTo(360);
            assertThat(
                            (int)
                                    page.evaluate(
                                            "[...document.querySelectorAll('button, a, input,"
                                                    + " select, textarea')].filter(e =>"
                                                    + " !(e.innerText || e.ariaLabel ||"
                                                    + " e.labels?.length)).length"))
                    .as("controls without a name")
                    .isZero();
            page.keyboard().press("s");
            page.getByText("Skip this item").click();
            page.waitForTimeout(200);
        }
    }
}
