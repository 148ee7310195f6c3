package ai.inhouse.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.evaluation.ClosedBookAccuracy;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Item;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {
    private static final String ATTACK =
            "</style></td><script>alert(1)</script><img src=x onerror=\"alert(2)\"> & 'x'";

    /// The page closes all but its `meta` elements, so with those closed it must be well-formed
    /// XML.
    private static Document parse(String page) throws Exception {
        String xml = page.replace("<!DOCTYPE html>", "").replaceAll("(<meta[^>]*)>", "$1/>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    @Test
    void isWellFormedAndTheSameEachTime() throws Exception {
        String page = ReportPage.render(SampleReport.report());
        assertThat(parse(page).getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(ReportPage.render(SampleReport.report())).isEqualTo(page);
    }

    @Test
    void tellsHowOftenEachStageKeptAPolicy() throws Exception {
        EvaluationReport report = SampleReport.report();
        Element table =
                elements(parse(ReportPage.render(report)), "div").stream()
                        .filter(d -> d.getAttribute("aria-label").startsWith("Policies kept"))
                        .findFirst()
                        .orElseThrow();
        String cells =
                report.stages().stream()
                        .map(stage -> stage.measurement("refusal_rate").orElseThrow())
                        .map(measured -> measured.policies().get("refusal-salaries"))
                        .map(
                                rate ->
                                        "%.0f%%%d of %d"
                                                .formatted(
                                                        100 * rate.share(),
                                                        rate.kept(),
                                                        rate.cases()))
                        .collect(Collectors.joining());
        assertThat(table.getTextContent()).contains("refusal-salaries" + cells);
    }

    @Test
    void needsNothingElse() {
        String page = ReportPage.render(SampleReport.report());
        assertThat(page)
                .doesNotContain(
                        "<script", "<link", "<img", "http:", "https:", "url(", "@import",
                        " style=");
    }

    @Test
    void givesEveryPictureAndTableAName() throws Exception {
        Document page = parse(ReportPage.render(SampleReport.report()));
        assertThat(elements(page, "svg"))
                .hasSize(8)
                .allSatisfy(svg -> assertThat(svg.getAttribute("role")).isEqualTo("img"))
                .allSatisfy(svg -> assertThat(svg.getAttribute("aria-label")).isNotBlank());
        assertThat(elements(page, "th"))
                .allSatisfy(
                        th -> assertThat(th.getAttribute("scope")).isIn("row", "col", "rowgroup"));
        assertThat(elements(page, "svg").getFirst().getAttribute("aria-label"))
                .startsWith("Closed-book accuracy: base ")
                .contains("n 100");
    }

    @Test
    void saysWhetherTheModelMayBeDeployed() {
        assertThat(ReportPage.render(SampleReport.report()))
                .contains("1 of 5 gates fails. This model must not be deployed.");
    }

    @Test
    void showsWhatModelsSayAsText() throws Exception {
        Item item = Item.of(ATTACK, 1, new Item.Sample(ATTACK, ATTACK, ATTACK, ATTACK, true));
        Stage stage =
                new Stage(
                        ATTACK,
                        ATTACK,
                        List.of(
                                Measurement.share(
                                        ClosedBookAccuracy.MEASURE,
                                        List.of(item),
                                        Map.of(ATTACK, 1.0))));
        EvaluationReport report =
                EvaluationReport.of(ATTACK, List.of(stage), List.of(), List.of())
                        .with(List.of(), Map.of(ATTACK, 1L), Map.of(ATTACK, ATTACK));

        Document page = parse(ReportPage.render(report));

        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "img")).isEmpty();
        assertThat(elements(page, "style")).hasSize(1);
        assertThat(elements(page, "*")).noneMatch(element -> element.hasAttribute("onerror"));
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo(ATTACK);
    }

    @Test
    void takesRowsAtEvenDistancesAndFoldsTheRest() throws Exception {
        Document page = parse(ReportPage.render(SampleReport.report()));
        assertThat(elements(page, "summary"))
                .extracting(Element::getTextContent)
                .contains("The other 92");
    }

    @Test
    void isWrittenBesideTheSameInJson(@TempDir Path folder) throws Exception {
        EvaluationReport report = SampleReport.report();
        ReportFiles.Written written = ReportFiles.write(report, folder);
        assertThat(Files.readString(written.page())).isEqualTo(ReportPage.render(report));
        assertThat(Json.read(written.json(), EvaluationReport.class)).isEqualTo(report);
        assertThat(Files.readString(written.json()))
                .contains("\"sign_test\"", "\"closed_book_accuracy >= 0.4\"", "\"not_shown\"");
    }
}
