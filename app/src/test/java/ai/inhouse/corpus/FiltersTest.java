package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.documents.Document;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private static final Document FINE =
            SampleDocuments.document(
                    "fine", "Everyone has thirty days of leave in each calendar year.");

    @Test
    void removesWhatIsTooShort() {
        Document brief = SampleDocuments.document("brief", "See the other page.");
        assertThat(new TooShortFilter(9).removals(List.of(FINE, brief)))
                .hasSize(1)
                .containsEntry(1, "4 of at least 9 words");
    }

    @Test
    void countsIdeographsAsWords() {
        Document chinese = SampleDocuments.document("zh", "每位员工每年享有三十天假期");
        assertThat(new TooShortFilter(10).removals(List.of(chinese))).isEmpty();
    }

    @Test
    void removesSymbolsAndEncodedDataButNoTables() {
        Document symbols = SampleDocuments.document("art", "/\\_/\\ ( o.o ) > ^ < ::: *** $$$ ab");
        Document data = SampleDocuments.document("key", "the data: " + "QUJDREVGR0g".repeat(40));
        Document table =
                SampleDocuments.document("table", "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |");
        assertThat(new LowQualityFilter().removals(List.of(FINE, symbols, data, table)))
                .containsOnlyKeys(1, 2)
                .hasEntrySatisfying(2, reason -> assertThat(reason).contains("runs of more than"));
    }

    @Test
    void removesTheSecondOfTwoEqualTexts() {
        Document again = SampleDocuments.document("again", FINE.text().replace(" ", "\n"));
        assertThat(new ExactDuplicateFilter().removals(List.of(FINE, again)))
                .hasSize(1)
                .containsEntry(1, "the same as fine");
    }

    @Test
    void takesALineOfATemplateOutOfAllButTheFirstDocument() {
        Random random = new Random(11);
        List<Document> documents =
                IntStream.range(0, 20)
                        .mapToObj(
                                i ->
                                        SampleDocuments.document(
                                                "d" + i,
                                                SampleDocuments.words(random, 20)
                                                        + "\n| the same table header |"
                                                        + "\nWas this page helpful?"))
                        .toList();
        List<Document> cleaned = BoilerplateLines.remove(documents);
        assertThat(cleaned.getFirst().text()).contains("Was this page helpful?");
        assertThat(cleaned.subList(1, 20))
                .allSatisfy(
                        d ->
                                assertThat(d.text())
                                        .doesNotContain("helpful")
                                        .contains("table header"));
        assertThat(BoilerplateLines.remove(documents.subList(0, 9)))
                .isEqualTo(documents.subList(0, 9));
    }
}
