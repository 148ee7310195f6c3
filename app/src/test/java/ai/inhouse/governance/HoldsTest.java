package ai.inhouse.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.jobs.RecipeGovernance;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What must not be erased, what has to be, and what a person is told.
class HoldsTest {
    private static final Target CASE = new Target.Document("case.md");
    private static final Target ADA = new Target.Person("Ada King");

    @TempDir private Path folder;
    private Path sources;
    private Workspace workspace;
    private Holds holds;

    @BeforeEach
    void read() throws Exception {
        sources = Files.createDirectories(folder.resolve("sources"));
        page(
                "case.md",
                "---\ndate: 2020-03-01\n---\n",
                "The case of <Ada King> was closed in May.");
        page("tea.md", "---\ncreated: 2026-01-05\n---\n", "Tea is free on every floor.");
        page("undated.md", "", "Nobody knows how old this page is.");
        workspace = Workspace.create(folder.resolve("w"));
        new DocumentLibrary(workspace, DocumentReader.standard())
                .add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
        holds = new Holds(workspace, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void stopsTheErasureOfADocumentUntilItIsReleased() {
        Hold hold = holds.document("case.md", "case 7 O 12/26", "Legal");
        assertHeld(CASE, hold);
        assertHeld(ADA, hold);
        assertThat(holds.all()).containsExactly(hold);

        Hold released = holds.release(hold.id(), "closed", "Legal");
        assertThat(released.released().orElseThrow().reason()).isEqualTo("closed");
        assertThat(erase(CASE).tombstones()).hasSize(1);
        assertThatThrownBy(() -> holds.release(hold.id(), "again", "Legal"))
                .hasMessageContaining("no hold in force");
    }

    @Test
    void holdsWhateverNamesAPerson() {
        Hold hold = holds.person("ada  KING", "case 7 O 12/26", "Legal");
        assertHeld(CASE, hold);
        assertHeld(ADA, hold);
        assertThat(erase(new Target.Document("tea.md")).tombstones()).hasSize(1);
    }

    private void assertHeld(Target target, Hold hold) {
        assertThatThrownBy(() -> erase(target))
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("legal hold " + hold.id())
                .hasMessageContaining("case 7 O 12/26");
    }

    @Test
    void findsWhatIsOlderThanItsSourceIsKeptByItsOwnDate() {
        List<RecipeGovernance.Retention> rules =
                List.of(new RecipeGovernance.Retention(sources, Period.ofYears(3)));
        assertThat(due(rules, "2026-11-24"))
                .singleElement()
                .satisfies(
                        due -> {
                            assertThat(due.name()).isEqualTo("case.md");
                            assertThat(due.ended()).isEqualTo("2023-03-01");
                            assertThat(due.hold()).isEmpty();
                        });
        assertThat(due(rules, "2023-03-01")).as("on its last day").isEmpty();
        assertThat(due(rules, "2100-01-01")).as("by when it was added").hasSize(3);

        Hold hold = holds.document("case.md", "case 7 O 12/26", "Legal");
        assertThat(due(rules, "2026-11-24").getFirst().hold()).contains(hold.id());
    }

    @Test
    void takesTheRuleOfTheNearestFolder() throws Exception {
        List<RecipeGovernance.Retention> rules =
                List.of(
                        new RecipeGovernance.Retention(folder, Period.ofDays(1)),
                        new RecipeGovernance.Retention(sources, Period.ofYears(90)));
        assertThat(due(rules, "2026-11-24")).isEmpty();
    }

    @Test
    void erasesAllThatExpiredAtOnce() {
        Target target =
                new Target.Expired(
                        List.of(
                                sources.resolve("case.md").toString(),
                                sources.resolve("tea.md").toString()));
        ErasureRecord record = erase(target);
        assertThat(record.kind()).isEqualTo("expired");
        assertThat(record.tombstones()).hasSize(2);
        assertThat(new DocumentLibrary(workspace, DocumentReader.standard()).list())
                .extracting(document -> document.name())
                .containsExactly("undated.md");
    }

    @Test
    void tellsAPersonAllThatIsHeldOfThem() throws Exception {
        AccessReport report = AccessReport.of(workspace, "Ada King", Clock.systemUTC());
        Path page = report.writeTo(folder.resolve("report"));

        assertThat(report.entries())
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.document()).isEqualTo("case.md");
                            assertThat(entry.passages())
                                    .singleElement()
                                    .asString()
                                    .contains("The case of <Ada King> was closed in May.");
                        });
        assertThat(Files.readString(page))
                .contains("The case of &lt;Ada King&gt; was closed in May.")
                .doesNotContain("<Ada");
        assertThat(Json.read(page.resolveSibling("access-report.json"), AccessReport.class))
                .isEqualTo(report);
    }

    private List<Expiry.Due> due(List<RecipeGovernance.Retention> rules, String today) {
        Clock clock = Clock.fixed(Instant.parse(today + "T12:00:00Z"), ZoneOffset.UTC);
        return new Expiry(workspace, clock).due(rules);
    }

    private ErasureRecord erase(Target target) {
        return new Erasure(workspace, Clock.systemUTC())
                .erase(target, "asked for", Progress.silent())
                .record();
    }

    private void page(String name, String front, String line) throws Exception {
        Files.writeString(sources.resolve(name), front + "# A page\n\n" + line + "\n");
    }
}
