package ai.inhouse.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTableTest {
    @Test
    void putsEveryMeasureBesideEveryStage() {
        String table = TerminalTable.render(SampleReport.report(), 200);
        assertThat(table)
                .containsPattern("Closed-book +per +Tone +asked +Preference")
                .containsPattern("tuned without the documents +\\d+%")
                .contains(
                        "n 100",
                        "  pass  closed_book_accuracy >= 0.4",
                        "  FAIL  forgetting <= 0.01")
                .contains("Closed-book accuracy, tuned against tuned without the documents: +")
                .contains(", better");
    }

    @Test
    void keepsToTheTerminalsWidth() {
        String table = TerminalTable.render(SampleReport.report(), 72);
        String figures = table.substring(0, table.indexOf("Closed-book accuracy, "));
        assertThat(figures.lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(72));
        assertThat(figures.split("-{20,}")).hasSizeGreaterThan(2);
    }
}
