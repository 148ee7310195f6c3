package ai.inhouse.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.documents.SampleFiles;
import ai.inhouse.documents.Section.Pages;
import ai.inhouse.governance.Erasure;
import ai.inhouse.governance.Target;
import ai.inhouse.identity.Clearance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundingTest {
    private static final String LEAVE =
            """
            # Leave policy

            Rest is part of the work, and this page says how it is asked for and given.

            ## New parents

            After a birth both parents stay at home for twenty weeks at full pay.

            ## Illness

            A doctor's note is due after three days in bed, not earlier.
            """;
    private static final String TRAVEL =
            """
            # Travel policy

            A hotel may cost 130 euros a night, and form T-7741 asks for more than that.
            We travel by train in second class wherever there are rails to travel on.
            """;

    @TempDir private Path folder;
    private SampleLibrary library;

    @BeforeEach
    void write() throws Exception {
        library =
                new SampleLibrary(folder)
                        .add("internal", "docs/leave.md", LEAVE)
                        .add("internal", "docs/travel.md", TRAVEL)
                        .add("internal", "docs/manual.pdf", SampleFiles.pdf())
                        .seal();
    }

    @AfterEach
    void close() {
        library.close();
    }

    private static List<Hit> search(Grounding grounding, String question, Ranking by) {
        return grounding.search(question, Clearance.everything(), 3, by);
    }

    private IndexBuilder.Built build() {
        return IndexBuilder.build(library.workspace(), Progress.silent());
    }

    @Test
    void findsByMeaningWhatSharesNoWord() {
        try (Grounding grounding = library.grounding()) {
            String question = "How long is maternity time off?";
            assertThat(search(grounding, question, Ranking.MEANING).getFirst().passage().section())
                    .isEqualTo("Leave policy > New parents");
            assertThat(search(grounding, question, Ranking.FUSED).getFirst().passage().text())
                    .contains("twenty weeks");
        }
    }

    @Test
    void findsByWordsWhatMeansNothing() {
        try (Grounding grounding = library.grounding()) {
            assertThat(search(grounding, "T-7741", Ranking.WORDS))
                    .first()
                    .satisfies(hit -> assertThat(hit.passage().document()).endsWith("travel.md"));
            assertThat(search(grounding, "T-7741", Ranking.FUSED).getFirst().passage().text())
                    .contains("T-7741");
        }
    }

    @Test
    void saysOnWhichPageItStands() {
        try (Grounding grounding = library.grounding()) {
            Hit hit = search(grounding, "How do I stop the pump?", Ranking.FUSED).getFirst();
            assertThat(hit.passage().pages()).isEqualTo(Optional.of(new Pages(1, 1)));
            assertThat(Source.of(1, hit).cited())
                    .endsWith("manual.pdf, Pump manual > Stopping the pump, page 1");
        }
    }

    @Test
    void givesTheSameAnswerEachTime() {
        try (Grounding grounding = library.grounding()) {
            List<Hit> hits = search(grounding, "When is a note due?", Ranking.FUSED);
            assertThat(search(grounding, "When is a note due?", Ranking.FUSED)).isEqualTo(hits);
        }
    }

    @Test
    void takesAnyQuestionAsText() {
        try (Grounding grounding = library.grounding()) {
            for (String question :
                    List.of(
                            "",
                            " ",
                            "?",
                            "AND (",
                            "text:*",
                            "\"",
                            "\uD83D",
                            "\u0000",
                            "x".repeat(99_999))) {
                assertThat(search(grounding, question, Ranking.FUSED)).as(question).hasSize(3);
                assertThat(search(grounding, question, Ranking.WORDS)).isNotNull();
            }
        }
    }

    @Test
    void embedsOnlyWhatIsNew() throws Exception {
        IndexBuilder.Built first = build();
        assertThat(first.embedded()).isEqualTo(first.passages());
        assertThat(build().embedded()).isZero();
        library.add(
                        "internal",
                        "docs/gifts.md",
                        "# Gifts\n\nA gift may be worth 35 euros, and herring is always fine.\n")
                .seal();
        IndexBuilder.Built second = build();
        assertThat(second.passages()).isEqualTo(first.passages() + 1);
        assertThat(second.embedded()).isEqualTo(1);
        assertThat(folders()).hasSize(1);
    }

    @Test
    void goesOnInTheIndexThatTakesTheOthersPlace() throws Exception {
        try (Grounding grounding = library.grounding()) {
            assertThat(search(grounding, "gift", Ranking.WORDS)).isEmpty();
            library.add(
                            "internal",
                            "docs/gifts.md",
                            "# Gifts\n\nA gift may be worth 35 euros, and herring is fine.\n")
                    .seal();
            assertThat(search(grounding, "gift", Ranking.WORDS)).isEmpty();
            build();
            assertThat(search(grounding, "gift", Ranking.WORDS)).hasSize(1);
        }
    }

    @Test
    void findsNothingMoreOfWhatWasErasedThoughItWasOpen() throws Exception {
        try (Grounding grounding = library.grounding()) {
            assertThat(search(grounding, "hotel", Ranking.WORDS)).isNotEmpty();
            new Erasure(library.workspace(), Clock.systemUTC())
                    .erase(new Target.Document("travel.md"), "asked for", Progress.silent());
            assertThat(grounding.ready()).isFalse();
            assertThatThrownBy(() -> search(grounding, "hotel", Ranking.WORDS))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("no index");
            assertThat(folders()).isEmpty();
            build();
            assertThat(search(grounding, "hotel", Ranking.WORDS)).isEmpty();
            assertThat(search(grounding, "parents", Ranking.WORDS)).isNotEmpty();
        }
    }

    private List<Path> folders() throws Exception {
        Path root = library.workspace().folder().resolve("retrieval");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.toList();
        }
    }
}
