package ai.inhouse.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.documents.Section.Pages;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PassageSplitterTest {
    private static List<Passage> split(Section... sections) {
        return PassageSplitter.split(
                new Document(
                        Hash.of("x"),
                        "policies/leave.md",
                        "Leave policy",
                        "text/markdown",
                        Map.of(),
                        List.of(sections),
                        AccessLabel.parse("restricted:people")));
    }

    @Test
    void namesTheHeadingsAboveEachPassage() {
        List<Passage> passages =
                split(
                        new Section(1, "Leave policy", "All of it."),
                        new Section(2, "Sick leave", ""),
                        new Section(3, "Notes", "A note after three days."),
                        new Section(2, "Parents", "Twenty weeks."));
        assertThat(passages)
                .extracting(Passage::section, Passage::text)
                .containsExactly(
                        tuple("Leave policy", "All of it."),
                        tuple("Leave policy > Sick leave > Notes", "A note after three days."),
                        tuple("Leave policy > Parents", "Twenty weeks."));
        assertThat(passages)
                .extracting(Passage::label)
                .containsOnly(AccessLabel.parse("restricted:people"));
    }

    @Test
    void keepsWhereASectionStands() {
        Optional<Pages> pages = Optional.of(new Pages(3, 5));
        assertThat(split(new Section(1, "A", "Text.", pages)))
                .singleElement()
                .satisfies(passage -> assertThat(passage.pages()).isEqualTo(pages));
    }

    @Test
    void cutsALongSectionBetweenItsParagraphs() {
        String paragraph = "One paragraph says one thing and no more than that. ".repeat(8).strip();
        String text = String.join("\n\n", List.of(paragraph, paragraph, paragraph));
        assertThat(split(new Section(1, "A", text)))
                .extracting(Passage::text)
                .containsExactly(paragraph + "\n\n" + paragraph, paragraph);
    }

    @Test
    void keepsTheHeadOfALongTableOnEachOfItsParts() {
        String head = "| Fact | Value |\n| --- | --- |";
        String rows =
                new Random(1)
                        .ints(80, 0, 1000)
                        .mapToObj("| the number is | %d |"::formatted)
                        .collect(Collectors.joining("\n"));
        List<Passage> passages = split(new Section(1, "Prices", head + "\n" + rows));
        assertThat(passages.size()).isGreaterThan(1);
        assertThat(passages).allSatisfy(p -> assertThat(p.text()).startsWith(head));
        assertThat(
                        passages.stream()
                                .map(p -> p.text().substring(head.length() + 1))
                                .collect(Collectors.joining("\n")))
                .isEqualTo(rows);
    }

    @RepeatedTest(50)
    void losesNoWordAndKeepsToTheLimit(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            text.append("x".repeat(1 + random.nextInt(random.nextInt(40) == 0 ? 3000 : 9)));
            text.append(List.of(" ", " ", " ", ". Y ", "\n", "\n\n").get(random.nextInt(6)));
        }
        List<Passage> passages = split(new Section(1, "A", text.toString()));
        assertThat(passages)
                .as("seed %d", seed.getCurrentRepetition())
                .allSatisfy(
                        p -> {
                            assertThat(p.text().length())
                                    .isBetween(1, PassageSplitter.MOST_CHARACTERS);
                            assertThat(p.text()).isNotBlank();
                        });
        assertThat(
                        passages.stream()
                                .map(Passage::text)
                                .collect(Collectors.joining())
                                .replaceAll("\\s", ""))
                .isEqualTo(text.toString().replaceAll("\\s", ""));
    }

    @Test
    void cutsNoCharacterInTwo() {
        String text = "a" + "\uD83D\uDEA2".repeat(1000);
        assertThat(split(new Section(1, "", text)))
                .allSatisfy(
                        p ->
                                assertThat(p.text().codePoints())
                                        .noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    }
}
