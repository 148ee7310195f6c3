package ai.inhouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Tests of the studio's pages in a real browser, one for all of a class. What it complains of
/// fails the test.
abstract class WithBrowser {
    private static Playwright playwright;
    private static Browser browser;

    final List<String> complaints = new ArrayList<>();
    BrowserContext context;
    Page page;

    @BeforeAll
    static void launch() {
        playwright = Chromium.playwright();
        browser = Chromium.launch(playwright);
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    abstract Studio studio();

    /// Closes what the test opened, when no page asks for it any more.
    abstract void stop();

    @BeforeEach
    final void begin() {
        show(new Browser.NewContextOptions());
    }

    /// In place of the page that each test begins with.
    final void showAnew(Browser.NewContextOptions options) {
        context.close();
        show(options);
    }

    private void show(Browser.NewContextOptions options) {
        context = browser.newContext(options);
        page = context.newPage();
        page.onPageError(complaints::add);
    }

    /// Errors in the console are complaints too, such as answers that were none.
    final void hearConsole() {
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
    }

    final void visit(String address) {
        page.navigate("http://127.0.0.1:%d/#/%s".formatted(studio().port(), address));
    }

    @AfterEach
    final void close() {
        context.close();
        stop();
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }
}
