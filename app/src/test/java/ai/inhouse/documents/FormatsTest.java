package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private final Extractor extractor = new InProcessExtractor();

    @Test
    void readsWordWithHeadingsAndTables() throws Exception {
        Extraction.Text text = read("policy.docx", SampleFiles.docx());
        assertThat(text.title()).isEqualTo("Leave policy");
        assertThat(text.metadata()).containsEntry("author", "Ann Example");
        assertThat(text.sections())
                .containsExactly(
                        new Section(1, "Annual leave", "Everyone has 30 days of leave a year."),
                        new Section(
                                2,
                                "Carrying over",
                                """
                                | Grade | Days |
                                | --- | --- |
                                | Junior | 5 |
                                | Senior \\| Lead | 10 |"""));
    }

    @Test
    void readsExcelSheetsAsTables() throws Exception {
        assertThat(read("prices.xlsx", SampleFiles.xlsx()).sections())
                .containsExactly(
                        new Section(
                                1,
                                "Prices",
                                """
                                | Product | Price | In stock |
                                | --- | --- | --- |
                                | Pump P-200 | 149.5 | TRUE |
                                | Valve | 12 | FALSE |"""),
                        new Section(1, "Contacts", "Ann"));
    }

    @Test
    void readsSlidesUnderTheirTitles() throws Exception {
        assertThat(read("safety.pptx", SampleFiles.pptx()).sections())
                .containsExactly(
                        new Section(2, "Safety first", "Wear goggles in hall 3."),
                        new Section(2, "Exits", "North and south doors."));
    }

    @Test
    void readsPdfWithParagraphsJoinedAndHeadingsByTheirSize() throws Exception {
        Extraction.Text text = read("manual.pdf", SampleFiles.pdf());
        assertThat(text.title()).isEqualTo("Pump manual");
        assertThat(text.metadata()).containsEntry("pages", "1");
        assertThat(text.sections())
                .containsExactly(
                        new Section(
                                1,
                                "Starting the pump",
                                "Open the inlet valve before you start the motor, and never run"
                                        + " the pump dry for more than ten seconds.",
                                Optional.of(new Section.Pages(1, 1))),
                        new Section(
                                1,
                                "Stopping the pump",
                                "Stop the motor first, then close the outlet valve.",
                                Optional.of(new Section.Pages(1, 1))));
    }

    @Test
    void readsTheChaptersOfAnEpub() throws Exception {
        Extraction.Text text = read("history.epub", SampleArchives.epub());
        assertThat(text.title()).isEqualTo("History");
        assertThat(text.sections())
                .containsExactly(
                        new Section(1, "The founding", "Founded in 1950 in a garage."),
                        new Section(1, "The growth", "By 1980 there were 400 of us."));
    }

    @Test
    void readsMailWithItsHeadersAndAttachments() {
        Extraction.Text text = read("leak.eml", SampleFiles.mail());
        assertThat(text.title()).isEqualTo("Pump leaks — what now?");
        assertThat(text.metadata())
                .containsEntry("from", "Ann Example <ann@example.com>")
                .containsEntry("to", "support@example.com")
                .containsEntry("date", "Mon, 5 Jan 2026 10:00:00 +0000");
        assertThat(text.sections())
                .containsExactly(
                        new Section(
                                1,
                                "Pump leaks — what now?",
                                "Hello,\n\nour pump P-200 leaks at the seal."));
        assertThat(text.attachments()).hasSize(1);
        assertThat(text.attachments().getFirst().name()).isEqualTo("parts.csv");
        assertThat(text.attachments().getFirst().content())
                .asString(StandardCharsets.UTF_8)
                .startsWith("part,number");
    }

    @Test
    void readsMailThatIsOnlyHtml() {
        String mail =
                """
                From: b@example.com
                Subject: Hours
                Content-Type: text/html; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                <h2>Caf=E9</h2><ul><li>open 8 to 17</li></ul>
                """;
        assertThat(read("hours.eml", mail).sections())
                .containsExactly(
                        new Section(1, "Hours", ""), new Section(2, "Café", "- open 8 to 17"));
    }

    @Test
    void readsCsvWithAnyDelimiterAsATable() {
        String expected =
                """
                | name | note |
                | --- | --- |
                | Ann | says "hi" |
                | Bob | a; b |""";
        assertThat(read("a.csv", "name,note\nAnn,\"says \"\"hi\"\"\"\nBob,a; b\n").sections())
                .containsExactly(new Section(1, "", expected));
        assertThat(read("b.csv", "name;note\nAnn;\"says \"\"hi\"\"\"\nBob;\"a; b\"\n").sections())
                .containsExactly(new Section(1, "", expected));
        assertThat(read("c.tsv", "name\tnote\nAnn\tsays \"hi\"\nBob\ta; b\n").sections())
                .containsExactly(new Section(1, "", expected));
    }

    @Test
    void readsHtmlWithoutItsNavigationAndScripts() {
        String html =
                """
                <!DOCTYPE html><html><head><title>Benefits</title><style>p {}</style></head><body>
                <nav><a href="/">Home</a></nav>
                <h1>Benefits</h1><p>All  staff
                get <b>health</b> cover.</p>
                <ol><li>Apply<ul><li>online</li></ul></li><li>Wait</li></ol>
                <table><tr><th>Plan</th><th>Cost</th></tr><tr><td><p>Basic</p></td><td>5</td></tr>
                </table><pre>one
                  two</pre><script>alert(1)</script><footer>Imprint</footer></body></html>
                """;
        Extraction.Text text = read("benefits.html", html);
        assertThat(text.title()).isEqualTo("Benefits");
        assertThat(text.sections())
                .containsExactly(
                        new Section(
                                1,
                                "Benefits",
                                """
                                All staff get health cover.

                                1. Apply
                                  - online
                                2. Wait

                                | Plan | Cost |
                                | --- | --- |
                                | Basic | 5 |

                                ```
                                one
                                  two
                                ```"""));
    }

    @Test
    void readsPlainTextAsItStands() {
        Extraction.Text text = read("notes.txt", "First line.\r\n\r\nSecond line.\r\n");
        assertThat(text.mediaType()).isEqualTo("text/plain");
        assertThat(text.sections())
                .containsExactly(new Section(1, "", "First line.\n\nSecond line."));
    }

    @Test
    void believesTheContentAndNotTheName() throws Exception {
        assertThat(read("report.docx", SampleFiles.pdf()).mediaType()).isEqualTo("application/pdf");
        assertThat(read("slides.pdf", SampleFiles.docx()).title()).isEqualTo("Leave policy");
        assertThat(read("notes.pdf", "Only text, whatever its name says.\n").mediaType())
                .isEqualTo("text/plain");
        assertThat(read("page.txt", "<!DOCTYPE html><html><body><h1>Hi</h1></body></html>"))
                .extracting(Extraction.Text::mediaType)
                .isEqualTo("text/html");
    }

    private Extraction.Text read(String name, String content) {
        return read(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Extraction.Text read(String name, byte[] content) {
        Extraction extraction = extractor.extract(name, content);
        assertThat(extraction).isInstanceOf(Extraction.Text.class);
        return (Extraction.Text) extraction;
    }
}
