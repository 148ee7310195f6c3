package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import org.junit.jupiter.api.Test;

class TextCleanerTest {
    @Test
    void composesLettersAndDropsWhatNobodySees() {
        assertThat(clean("Cafe\u0301 co\u00ADoperation\u200B\u0007 5\u00A0kg\uFEFF\uFFFD"))
                .isEqualTo("Café cooperation 5 kg");
    }

    @Test
    void keepsJoinersThatScriptsNeed() {
        assertThat(clean("می\u200Cخواهم")).isEqualTo("می\u200Cخواهم");
    }

    @Test
    void evensLineEndsSpacesAndBlankLines() {
        assertThat(clean("a  b\tc   \r\n\r\n\r\n\n  - d\r- e")).isEqualTo("a b c\n\n  - d\n- e");
    }

    @Test
    void keepsCodeAsItIs() {
        String code = "```\nif x:\n    y  =  1\n```";
        assertThat(clean(code)).isEqualTo(code);
    }

    @Test
    void dropsPageNumbersButNotNumbers() {
        assertThat(clean("a\nPage 3 of 10\nb\n- 4 -\nc\n2026\n3/4"))
                .isEqualTo("a\n\nb\n\nc\n2026\n3/4");
    }

    @Test
    void dropsSectionsWithNothingInThem() {
        Document document =
                SampleDocuments.document(
                        "a", new Section(1, "\u200B", " \n "), new Section(2, " B ", "b"));
        assertThat(TextCleaner.clean(document).sections())
                .containsExactly(new Section(2, "B", "b"));
    }

    private static String clean(String text) {
        return TextCleaner.clean(SampleDocuments.document("a", text)).text();
    }
}
