package ai.inhouse.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementFactsTest {
    private static List<Fact> find(String text) {
        Document document =
                new Document(
                        Hash.of(text),
                        "leave.md",
                        "Leave",
                        "text/markdown",
                        Map.of(),
                        List.of(new Section(1, "Leave", text)),
                        AccessLabel.INTERNAL);
        return new StatementFacts().find(Page.of(document));
    }

    @Test
    void findsFiguresAndRulesAboutWhatHasAName() {
        assertThat(
                        find(
                                """
                                Full-time staff earn 4 hours of annual leave each pay period. We like
                                our work very much indeed. The Business Unit Director must approve
                                longer leave. It lasts 3 days at the most.

                                - Enter code 094 in HR Links for weather leave
                                - See the page on 12 holidays
                                """))
                .extracting(fact -> ((Fact.Statement) fact).sentence())
                .containsExactly(
                        "Full-time staff earn 4 hours of annual leave each pay period.",
                        "The Business Unit Director must approve longer leave.",
                        "Enter code 094 in HR Links for weather leave");
    }

    @Test
    void asksByTheStatementsOwnPhrasesButNotItsFigures() {
        var statement =
                new Fact.Statement(
                        "Leave",
                        "Annual leave",
                        "Full-time staff earn 4 hours of annual leave each pay period.",
                        new Origin("leave.md", "Annual leave"));
        List<String> questions = Statements.questions(statement, 8, 1);
        assertThat(questions).hasSizeBetween(4, 8).doesNotHaveDuplicates();
        assertThat(questions)
                .allSatisfy(
                        question ->
                                assertThat(question).endsWith("?").doesNotContainPattern("\\d"));
        assertThat(questions.getFirst()).startsWith("How many hours ");
        assertThat(String.join(" ", questions).toLowerCase(Locale.ROOT))
                .contains("full-time staff", "annual leave", "pay period");
        assertThat(Statements.questions(statement, 8, 1)).isEqualTo(questions);
    }
}
