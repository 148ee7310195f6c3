package ai.inhouse.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.serving.Feedback;
import ai.inhouse.serving.Parrot;
import ai.inhouse.serving.TestModels;
import ai.inhouse.store.Workspace;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages as a person meets them, in a real browser.
class StudioBrowserTest extends WithBrowser {
    private static final String ATTACK =
            "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>";

    @TempDir Path workspace;
    private SampleData data;
    private Workspace books;
    private Studio studio;

    @BeforeEach
    void open() throws Exception {
        data = new SampleData(workspace).write();
        var model = TestModels.parrot("tolvane-1", new Parrot(Duration.ofMillis(10)));
        books = Workspace.create(workspace);
        studio = Studio.start("127.0.0.1", 0, data, books.database(), List.of(model));
        showAnew(
                new Browser.NewContextOptions()
                        .setPermissions(List.of("clipboard-read", "clipboard-write")));
        hearConsole();
    }

    @Override
    Studio studio() {
        return studio;
    }

    @Override
    void stop() {
        studio.close();
        books.close();
    }

    private void append(String file, String text) throws Exception {
        Files.writeString(
                data.run(SampleData.RUNNING, file), text + "\n", StandardOpenOption.APPEND);
    }

    private void say(String words) {
        page.getByLabel("Message").fill(words);
        page.keyboard().press("Enter");
    }

    private void press(String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    @Test
    void fitsEveryPageOnAPhone() {
        page.setViewportSize(360, 740);
        for (String address :
                List.of(
                        "runs",
                        "runs/" + SampleData.RUNNING,
                        "models",
                        "corpus",
                        "evaluation",
                        "chat")) {
            visit(address);
            page.locator("h1").waitFor();
            page.waitForTimeout(150);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(address)
                    .isLessThanOrEqualTo(360);
        }
    }

    @Test
    void followsARunFromTheList() throws Exception {
        visit("runs");
        page.getByText(SampleData.RUNNING).click();
        assertThat(page.locator("h1")).hasText(SampleData.RUNNING);
        assertThat(page.getByText("170 of 300")).isVisible();
        append(
                "metrics.jsonl",
                "{\"stage\":\"tune\",\"step\":171,\"total_steps\":300,\"loss\":0.7312,\"learning_rate\":0.0001,\"tokens_per_second\":6000,\"seconds\":85.5}");
        assertThat(page.getByText("171 of 300")).isVisible();
        assertThat(page.getByText("1 min 04 s")).isVisible();
        append("log.txt", "a line that was written just now");
        assertThat(page.getByText("a line that was written just now")).isVisible();
        assertThat(page.locator(".charts canvas")).hasCount(5);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pretrain")).click();
        assertThat(page.getByText("600 of 600")).isVisible();
    }

    @Test
    void drawsWhatAlignmentByRewardsMeasures() throws Exception {
        visit("runs/" + SampleData.RUNNING);
        assertThat(page.getByText("170 of 300")).isVisible();
        append(
                "metrics.jsonl",
                "{\"stage\":\"tune\",\"step\":171,\"loss\":0.01,\"reward\":0.62,\"kl_nats\":0.03,\"answer_tokens\":31.5,\"entropy_nats\":1.2}");
        for (String title : List.of("Reward", "Tokens of an answer", "Entropy, nats a token")) {
            assertThat(page.getByText(title, new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
        }
        assertThat(page.getByText("KL to the reference")).isVisible();
        assertThat(page.locator(".charts canvas")).hasCount(9);
    }

    @Test
    void forgetsStepsThatAResumedRunRepeats() throws Exception {
        visit("runs/" + SampleData.RUNNING);
        assertThat(page.getByText("170 of 300")).isVisible();
        append(
                "metrics.jsonl",
                "{\"stage\":\"tune\",\"step\":101,\"total_steps\":300,\"loss\":1.5}");
        assertThat(page.getByText("101 of 300")).isVisible();
    }

    @Test
    void showsTextFromModelsDocumentsAndLogsAsText() throws Exception {
        append("log.txt", ATTACK);
        Path stages = data.run(SampleData.RUNNING, "stages.json");
        Files.writeString(
                stages,
                Files.readString(stages)
                        .replace("4 duplicates removed", ATTACK.replace("\"", "\\\"")));
        visit("runs/" + SampleData.RUNNING);
        assertThat(page.locator(".log")).containsText(ATTACK);
        assertThat(page.locator(".timeline")).containsText(ATTACK);
        visit("corpus");
        assertThat(page.locator("tbody")).containsText("<script>window.attacked=1</script>");
        visit("chat");
        say(ATTACK);
        assertThat(page.locator(".said.assistant .text")).hasText(ATTACK);
        assertThat(page.evaluate("window.attacked")).isNull();
    }

    @Test
    void streamsAnAnswerAndCopiesIt() {
        visit("chat");
        say("What does the handbook say?");
        assertThat(page.locator(".said.assistant .text")).hasText("What does the handbook say?");
        assertThat(page.getByText("27 tokens")).isVisible();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Copy")).click();
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo("What does the handbook say?");
    }

    @Test
    void givesAnAnswerToReviewersWithWhatWouldBeRight() {
        visit("chat");
        say("Whom do I ask?");
        press("Not a good answer");
        page.getByLabel("What would be right").fill("The harbour office.");
        press("Send to reviewers");
        assertThat(page.getByText("Reviewers will see it")).isVisible();
        Feedback given = data.feedback.getLast();
        assertThat(given.prompt().getLast().content()).isEqualTo("Whom do I ask?");
        assertThat(given.answer()).isEqualTo("Whom do I ask?");
        assertThat(given.correction()).contains("The harbour office.");

        say("And then?");
        press("A good answer");
        assertThat(page.getByText("Reviewers will see it")).hasCount(2);
        assertThat(data.feedback.getLast().good()).isTrue();
        assertThat(data.feedback.getLast().prompt()).hasSize(3);
    }

    @Test
    void stopsAnAnswerAndGoesOn() {
        visit("chat");
        say("forever and ever ");
        assertThat(page.locator(".said.assistant .text")).containsText("forever");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop")).click();
        assertThat(page.getByText("stopped")).isVisible();
        say("hello");
        assertThat(page.locator(".said.assistant .text").last()).hasText("hello");
    }

    @Test
    void tellsAnErrorInTheConversation() {
        visit("chat");
        say("x".repeat(500));
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("maximum context length");
        complaints.removeIf(c -> c.contains("400"));
    }

    @Test
    void speaksInTheToneThatIsChosen() {
        visit("chat");
        page.getByLabel("Tone").selectOption("Formal");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Settings")).click();
        assertThat(page.getByLabel("System prompt")).hasValue("Answer formally.");
        say("hello");
        assertThat(page.locator(".said.assistant .text")).hasText("hello");
    }

    @Test
    void answersOneQuestionInEveryTone() {
        visit("chat");
        page.getByLabel("Tone").selectOption("Every tone");
        say("hello");
        assertThat(page.locator(".said.assistant .foot"))
                .containsText(new String[] {"Formal", "Empathetic"});
        assertThat(page.locator(".said.assistant .text")).hasText(new String[] {"hello", "hello"});
        say("goodbye");
        assertThat(page.locator(".said.assistant .text"))
                .hasText(new String[] {"hello", "hello", "goodbye", "goodbye"});
    }

    @Test
    void canBeUsedByKeyboardAlone() {
        visit("runs");
        page.locator(".runs").waitFor();
        assertThat(page.locator("h1")).isFocused();
        page.getByText("Skip to content").focus();
        page.keyboard().press("Tab");
        for (int i = 0; i < 2; i++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Models");
        assertThat(page.locator("h1")).isFocused();
    }

    @Test
    void keepsTheThemeThatWasChosen() {
        visit("runs");
        page.getByText("Theme: auto").click();
        page.getByText("Theme: light").click();
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void leadsFromAModelToItsChatAndRun() {
        visit("models");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Chat").setExact(true))
                .last()
                .click();
        assertThat(page.getByLabel("Model")).hasValue("tolvane-1");
        visit("models");
        page.getByText("Run 2026-11-24-001").click();
        assertThat(page.locator("h1")).hasText("2026-11-24-001");
    }

    @Test
    void opensTheReportOfAnEvaluation() throws Exception {
        Files.writeString(
                workspace.resolve("report.html"),
                "<h1>All of it</h1><script>window.attacked=1</script>");
        visit("evaluation");
        Page report = context.waitForPage(() -> page.getByText("Whole report").click());
        assertThat(report.locator("h1")).hasText("All of it");
        assertThat(report.evaluate("window.attacked")).isNull();
    }
}
