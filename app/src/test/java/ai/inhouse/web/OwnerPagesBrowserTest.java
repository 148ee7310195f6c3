package ai.inhouse.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an owner looks at: dashboard, deployments, reviewers and known items, with hostile text in
/// each, in a real browser. With `-Dpictures=DIR` it leaves pictures there.
class OwnerPagesBrowserTest extends WithBrowser {
    private static final String HOSTILE = SampleDashboard.HOSTILE;

    @TempDir private Path folder;
    private Workspace workspace;
    private ReviewQueue queue;
    private Studio studio;

    @BeforeEach
    void open() throws Exception {
        workspace = Workspace.create(folder);
        queue = new ReviewQueue(workspace.database(), InstantSource.system());
        List<ReviewItem> items = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            items.add(
                    new ReviewItem(
                            ReviewItem.Kind.PAIR,
                            List.of(Message.of("user", "Question %d %s".formatted(i, HOSTILE))),
                            List.of(
                                    new ReviewItem.Answer("An answer. " + HOSTILE, "one"),
                                    new ReviewItem.Answer("Another answer.", "two")),
                            List.of(),
                            List.of()));
        }
        queue.add(items, 1);
        String reviewer = "bob " + HOSTILE;
        for (ReviewItem item : queue.next(reviewer, 12)) {
            queue.rate(
                    reviewer,
                    new ReviewQueue.Submission(
                            item.id().hex(), item.id(), Judgement.of(new Verdict.Choice(0)), 0.4));
        }
        studio =
                Studio.start(
                        "127.0.0.1",
                        0,
                        new SampleData(folder).write(),
                        workspace.database(),
                        List.of());
        show(ColorScheme.LIGHT, 1280, 900);
    }

    private void show(ColorScheme colours, int width, int height) {
        showAnew(
                new Browser.NewContextOptions()
                        .setColorScheme(colours)
                        .setViewportSize(width, height));
        hearConsole();
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

    private void open(String address) {
        visit(address);
        page.locator("h1").waitFor();
    }

    private void picture(String name) {
        Optional.ofNullable(System.getProperty("pictures"))
                .ifPresent(
                        where ->
                                page.screenshot(
                                        new Page.ScreenshotOptions()
                                                .setFullPage(name.equals("exported"))
                                                .setPath(Path.of(where, name + ".png"))));
    }

    private FrameLocator board() {
        return page.frameLocator("iframe");
    }

    @Test
    void drawsTheDashboardAndShowsTextAsText() {
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        open("dashboard");
        assertThat(board().locator("h1")).hasText("harbour " + HOSTILE);
        assertThat(asked.stream().filter(url -> url.contains("/api/dashboard?")))
                .as("asked once, for the versions that are shown")
                .singleElement()
                .asString()
                .contains("from=", "to=");
        assertThat(board().getByText("not shown; about")).isVisible();
        assertThat(board().locator("svg.plot")).hasCount(3);
        assertThat(board().locator("ins").first()).containsText("housing");
        assertThat(board().locator("img, script")).hasCount(0);
        assertThat(page.locator("img:not([src='/studio/icon.svg'])")).hasCount(0);

        page.getByLabel("Answers of").selectOption("harbour-aligned");
        assertThat(board().getByText("Answers: harbour-aligned and harbour-aligned")).isVisible();
    }

    @Test
    void givesTheDashboardAsOneFile() {
        open("dashboard");
        var download =
                page.waitForDownload(
                        () ->
                                page.getByRole(
                                                AriaRole.LINK,
                                                new Page.GetByRoleOptions()
                                                        .setName("Export as one page"))
                                        .click());
        assertThat(download.suggestedFilename()).isEqualTo("dashboard.html");
        Path file = folder.resolve("dashboard.html");
        download.saveAs(file);
        page.navigate(file.toUri().toString());
        assertThat(page.locator("h1")).hasText("harbour " + HOSTILE);
        assertThat(page.locator("img, script, link")).hasCount(0);
        picture("exported");
    }

    @Test
    void listsDeploymentsWithWhoAndWhy() {
        open("models");
        var table =
                page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Deployments"))
                        .last();
        assertThat(table).containsText("overridden");
        assertThat(table).containsText("Ada");
        assertThat(table).containsText(HOSTILE);
        assertThat(table.locator("img")).hasCount(0);
    }

    @Test
    void namesAReviewerWhoIsTooFastAndLetsTheOwnerDecide() {
        open("review/reviewers");
        assertThat(page.getByText("Too fast")).isVisible();
        assertThat(page.locator("main img")).hasCount(0);
        page.getByText("Do not count").click();
        assertThat(page.getByText("not yet")).isVisible();
        assertThat(queue.progress("x").items())
                .as("what did not count is asked again")
                .containsEntry(ReviewState.OPEN, 14L);
    }

    @Test
    void makesAnItemAKnownOne() {
        open("review/gold");
        assertThat(page.getByText("0 items have a known answer.")).isVisible();
        assertThat(page.locator("main img")).hasCount(0);
        page.keyboard().press("1");
        assertThat(page.getByText("1 items have a known answer.")).isVisible();
    }

    /// What a page shows when the server has answered.
    private Locator content(String address) {
        return switch (address) {
            case "dashboard" -> board().locator("h1");
            case "models" -> page.getByText("overridden");
            case "review/reviewers" -> page.getByText("Too fast");
            default -> page.getByText("0 items have a known answer.");
        };
    }

    @Test
    void fitsAPhoneInLightAndDark() {
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {360, 1280}) {
                show(colours, width, width == 360 ? 740 : 900);
                for (String address :
                        List.of("dashboard", "models", "review/reviewers", "review/gold")) {
                    open(address);
                    assertThat(content(address).first()).isVisible();
                    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                            .as(address)
                            .isLessThanOrEqualTo(width);
                    picture(
                            "%s-%s-%d"
                                    .formatted(
                                            address.replace('/', '-'),
                                            colours.name().toLowerCase(Locale.ROOT),
                                            width));
                }
            }
        }
    }
}
