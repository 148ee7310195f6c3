package ai.inhouse.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.SampleLibrary;
import ai.inhouse.retrieval.Support;
import ai.inhouse.serving.Address;
import ai.inhouse.serving.TestModels;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chat's answers from documents, in a real browser.
class GroundedStudioTest {
    private static final String ATTACK = "<img src=x onerror=\"window.attacked=1\">";

    @TempDir Path folder;

    @Test
    void showsWhereAnAnswerComesFrom() throws Exception {
        SampleLibrary library =
                new SampleLibrary(folder)
                        .add(
                                "internal",
                                "docs/travel.md",
                                "# Travel "
                                        + ATTACK
                                        + "\n\nA hotel may cost 130 euros a night,"
                                        + " wherever the hotel is.\n")
                        .seal();
        SampleData data = new SampleData(library.workspace().folder()).write();
        List<String> complaints = new ArrayList<>();
        try (library;
                Grounding grounding = library.grounding();
                Studio studio =
                        Studio.start(
                                Address.plain("127.0.0.1", 0),
                                data,
                                library.workspace().database(),
                                List.of(TestModels.parrot("tolvane-1", TestModels.quick(), 3_000)),
                                Optional.of(grounding));
                Playwright playwright = Chromium.playwright();
                Browser browser = Chromium.launch(playwright);
                Page page = browser.newPage()) {
            page.onPageError(complaints::add);
            page.navigate("http://127.0.0.1:%d/#/chat".formatted(studio.port()));
            page.getByLabel("Answers").selectOption("From documents only");
            say(page, "What may a hotel cost?");
            assertThat(page.locator(".said.assistant .text").first()).containsText("130 euros");
            assertThat(page.locator(".sources li")).containsText("travel.md");
            assertThat(page.locator(".sources small")).containsText("Travel");
            say(page, "Who composed the ring of the Nibelung?");
            assertThat(page.locator(".said.assistant .text").last()).hasText(Support.REFUSAL);
            assertThat(page.evaluate("window.attacked")).isNull();
            page.setViewportSize(360, 740);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(360);
        }
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }

    private static void say(Page page, String words) {
        page.getByLabel("Message").fill(words);
        page.keyboard().press("Enter");
    }
}
