package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One measure on a card: its last figure large, every stage as a bar, and what it means.
final class MeasureCard {
    private MeasureCard() {}

    static Html of(EvaluationReport report, Measure measure) {
        Stage last =
                report.stages().reversed().stream()
                        .filter(stage -> stage.measurement(measure.name()).isPresent())
                        .findFirst()
                        .orElseThrow();
        Measurement measured = last.measurement(measure.name()).orElseThrow();
        Html figure =
                Html.of("p")
                        .attr("class", "figure")
                        .add(
                                Html.of("strong").text(measure.format(measured.value())),
                                Html.of("span").text(certainty(report, last, measured)));
        Html card =
                Html.of("article")
                        .attr("class", "card")
                        .add(
                                Html.of("h3").text(measure.title()),
                                figure,
                                BarPlot.of(report, measure));
        String details = details(measured, BarPlot.thresholds(report, measure));
        if (!details.isEmpty()) {
            card.add(Html.of("p", "details", details));
        }
        return card.add(Html.of("p", "meaning", meaning(measure)));
    }

    /// As in "aligned, 95%: 45% to 64%, n = 100; base 3%".
    private static String certainty(EvaluationReport report, Stage stage, Measurement measured) {
        Measure measure = measured.measure();
        String interval = measured.interval().map(i -> ", 95%: " + measure.format(i)).orElse("");
        Stage first =
                report.stages().stream()
                        .filter(s -> s.measurement(measure.name()).isPresent())
                        .findFirst()
                        .orElse(stage);
        String before =
                first.measurement(measure.name())
                        .filter(m -> !first.equals(stage))
                        .map(m -> "; %s %s".formatted(first.title(), measure.format(m.value())))
                        .orElse("");
        return "%s%s, n = %d%s".formatted(stage.title(), interval, measured.n(), before);
    }

    private static String meaning(Measure measure) {
        return measure.meaning()
                + (measure.better() == Measure.Better.HIGHER
                        ? " Higher is better."
                        : " Lower is better.");
    }

    /// As in "dashed: gate at 40% · exact 0.40 · token f1 0.61".
    private static String details(Measurement measured, List<Double> thresholds) {
        Stream<String> gates =
                thresholds.stream().map(t -> "dashed: gate at " + measured.measure().format(t));
        Stream<String> details =
                measured.details().entrySet().stream()
                        .map(e -> e.getKey().replace('_', ' ') + " " + number(e.getValue()));
        return Stream.concat(gates, details).collect(Collectors.joining(" · "));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) > 1
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
