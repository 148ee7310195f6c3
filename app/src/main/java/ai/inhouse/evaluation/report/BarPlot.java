package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Gate;
import ai.inhouse.evaluation.Interval;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One measure by stage: a bar each with its 95% interval as a whisker, and the gates as lines.
final class BarPlot {
    private static final double WIDTH = 400;
    private static final double ROW = 38;
    private static final double BAR = 10;
    private static final double AXIS_HEIGHT = 24;
    private static final double MARGIN = 1;
    private static final double BAR_TOP = 20;

    private final Measure measure;
    private final List<Row> rows;
    private final List<Double> thresholds;
    private final Axis axis;
    private final double height;

    private record Row(String title, Measurement measurement) {
        double low() {
            return measurement.interval().map(Interval::low).orElse(measurement.value());
        }

        double high() {
            return measurement.interval().map(Interval::high).orElse(measurement.value());
        }
    }

    private BarPlot(Measure measure, List<Row> rows, List<Double> thresholds) {
        this.measure = measure;
        this.rows = rows;
        this.thresholds = thresholds;
        this.axis = axis(measure, rows, thresholds);
        this.height = rows.size() * ROW + AXIS_HEIGHT;
    }

    static Html of(EvaluationReport report, Measure measure) {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : report.stages()) {
            stage.measurement(measure.name()).ifPresent(m -> rows.add(new Row(stage.title(), m)));
        }
        return new BarPlot(measure, rows, thresholds(report, measure)).draw();
    }

    /// Of the gates that are drawn as dashed lines: those on the figure itself.
    static List<Double> thresholds(EvaluationReport report, Measure measure) {
        return report.gates().stream()
                .map(Gate.Result::gate)
                .filter(gate -> gate.measure().equals(measure.name()))
                .filter(gate -> gate.detail().isEmpty() && gate.above().isEmpty())
                .map(Gate::threshold)
                .toList();
    }

    private static Axis axis(Measure measure, List<Row> rows, List<Double> thresholds) {
        if (measure.scale() == Measure.Scale.SHARE) {
            return new Axis(0, 1, 0.25);
        }
        double low = Math.min(0, rows.stream().mapToDouble(Row::low).min().orElse(0));
        double high = Math.max(0, rows.stream().mapToDouble(Row::high).max().orElse(0));
        for (double threshold : thresholds) {
            low = Math.min(low, threshold);
            high = Math.max(high, threshold);
        }
        return Axis.around(low, high, 4);
    }

    private Html draw() {
        Html svg =
                Html.of("svg")
                        .attr("class", "plot")
                        .attr("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, height))
                        .attr("role", "img")
                        .attr("aria-label", measure.title() + ": " + description());
        axis.ticks().forEach(tick -> svg.add(tickLabel(tick)));
        for (int i = 0; i < rows.size(); i++) {
            double top = i * ROW + BAR_TOP;
            axis.ticks()
                    .forEach(tick -> svg.add(upright(isZero(tick) ? "zero" : "grid", tick, top)));
            svg.addAll(bar(rows.get(i), top, i == rows.size() - 1));
            thresholds.forEach(threshold -> svg.add(upright("gate", threshold, top)));
        }
        return svg;
    }

    private String description() {
        return rows.stream().map(this::words).collect(Collectors.joining("; "));
    }

    private String words(Row row) {
        return String.format(
                Locale.ROOT,
                "%s %s%s, n %d",
                row.title(),
                measure.format(row.measurement().value()),
                row.measurement()
                        .interval()
                        .map(i -> " (95%: " + measure.format(i) + ")")
                        .orElse(""),
                row.measurement().n());
    }

    private double x(double value) {
        return axis.at(value, MARGIN, WIDTH - MARGIN);
    }

    private static boolean isZero(double tick) {
        return Math.abs(tick) < 1e-9;
    }

    /// Beside the bar only, so that it crosses no text.
    private Html upright(String cssClass, double value, double barTop) {
        return line(cssClass, x(value), barTop - 3, x(value), barTop + BAR + 3);
    }

    private Html tickLabel(double tick) {
        return Html.of("text", "tick", tickText(tick))
                .at("x", x(tick))
                .at("y", height - 8)
                .attr("text-anchor", anchor(tick));
    }

    /// The outermost labels stay inside the picture.
    private String anchor(double tick) {
        return tick == axis.low()
                ? "start"
                : tick >= axis.high() - axis.step() / 2 ? "end" : "middle";
    }

    private String tickText(double tick) {
        return switch (measure.scale()) {
            case SHARE -> String.format(Locale.ROOT, "%.0f%%", 100 * tick);
            case CHANGE -> String.format(Locale.ROOT, "%+.1f%%", 100 * tick);
            case BITS -> String.format(Locale.ROOT, "%.2f", tick);
        };
    }

    private List<Html> bar(Row row, double barTop, boolean last) {
        double value = row.measurement().value();
        double from = x(Math.min(0, value));
        double to = x(Math.max(0, value));
        double middle = barTop + BAR / 2;
        List<Html> drawn = new ArrayList<>();
        drawn.add(Html.of("text", "label", row.title()).at("x", MARGIN).at("y", barTop - 6));
        drawn.add(
                Html.of("text", last ? "value last" : "value", measure.format(value))
                        .at("x", WIDTH - MARGIN)
                        .at("y", barTop - 6)
                        .attr("text-anchor", "end"));
        drawn.add(
                Html.of("rect")
                        .attr("class", last ? "bar last" : "bar")
                        .at("x", from)
                        .at("y", barTop)
                        .at("width", Math.max(1.5, to - from))
                        .at("height", BAR)
                        .attr("rx", 2));
        if (row.measurement().interval().isPresent()) {
            drawn.addAll(whisker("halo", row, middle));
            drawn.addAll(whisker("whisker", row, middle));
        }
        return drawn;
    }

    private List<Html> whisker(String cssClass, Row row, double y) {
        double low = x(row.low());
        double high = x(row.high());
        return List.of(
                line(cssClass, low, y, high, y),
                line(cssClass, low, y - 4, low, y + 4),
                line(cssClass, high, y - 4, high, y + 4));
    }

    static Html line(String cssClass, double x1, double y1, double x2, double y2) {
        return Html.of("line")
                .attr("class", cssClass)
                .at("x1", x1)
                .at("y1", y1)
                .at("x2", x2)
                .at("y2", y2);
    }
}
