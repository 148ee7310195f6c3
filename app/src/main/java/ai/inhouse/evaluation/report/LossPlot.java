package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport.LossCurve;
import ai.inhouse.evaluation.EvaluationReport.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A training's loss by step, and the loss on held-out text as dots.
final class LossPlot {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 210;
    private static final double LEFT = 40;
    private static final double RIGHT = 388;
    private static final double TOP = 10;
    private static final double BOTTOM = 180;

    /// More points than this are drawn as means of neighbours: the eye sees the same line.
    private static final int MOST_POINTS = 240;

    private final LossCurve curve;
    private final Axis steps;
    private final Axis losses;

    private LossPlot(LossCurve curve, List<Point> points) {
        this.curve = curve;
        List<Point> all = Stream.concat(points.stream(), curve.heldOut().stream()).toList();
        double last = all.stream().mapToDouble(Point::step).max().orElse(1);
        this.steps = Axis.around(0, last, 4).endingAt(last);
        this.losses =
                Axis.around(
                        all.stream().mapToDouble(Point::loss).min().orElse(0),
                        all.stream().mapToDouble(Point::loss).max().orElse(1),
                        4);
    }

    /// @param curve with at least one training point
    static Html of(LossCurve curve) {
        List<Point> points = thinned(curve.training());
        return new LossPlot(curve, points).draw(points);
    }

    private Html draw(List<Point> points) {
        Html svg =
                Html.of("svg")
                        .attr("class", "plot")
                        .attr("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, HEIGHT))
                        .attr("role", "img")
                        .attr("aria-label", description(points));
        losses.ticks().forEach(tick -> svg.addAll(lossTick(tick)));
        steps.ticks().forEach(tick -> svg.add(stepTick(tick)));
        svg.add(Html.of("path").attr("class", "curve").attr("d", path(points)));
        for (Point point : curve.heldOut()) {
            svg.add(
                    Html.of("circle")
                            .attr("class", "held-out")
                            .at("cx", x(point))
                            .at("cy", y(point))
                            .attr("r", 3));
        }
        return svg;
    }

    private String description(List<Point> points) {
        return String.format(
                Locale.ROOT,
                "%s: %s from %.3f at step %d to %.3f at step %d",
                curve.name(),
                curve.unit(),
                points.getFirst().loss(),
                points.getFirst().step(),
                points.getLast().loss(),
                points.getLast().step());
    }

    private double x(Point point) {
        return steps.at((double) point.step(), LEFT, RIGHT);
    }

    private double y(Point point) {
        return losses.at(point.loss(), BOTTOM, TOP);
    }

    private List<Html> lossTick(double tick) {
        double y = losses.at(tick, BOTTOM, TOP);
        return List.of(
                BarPlot.line("grid", LEFT, y, RIGHT, y),
                Html.of(
                                "text",
                                "tick",
                                String.format(
                                        Locale.ROOT, losses.step() < 0.1 ? "%.2f" : "%.1f", tick))
                        .at("x", LEFT - 6)
                        .at("y", y + 4)
                        .attr("text-anchor", "end"));
    }

    private Html stepTick(double tick) {
        double x = steps.at(tick, LEFT, RIGHT);
        return Html.of("text", "tick", String.format(Locale.ROOT, "%,.0f", tick))
                .at("x", x)
                .at("y", BOTTOM + 18)
                .attr("text-anchor", tick > 0.97 * steps.high() ? "end" : "middle");
    }

    private String path(List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? 'M' : 'L');
            path.append(String.format(Locale.ROOT, "%.1f %.1f", x(point), y(point)));
        }
        return path.toString();
    }

    private static List<Point> thinned(List<Point> points) {
        int group = Math.ceilDiv(points.size(), MOST_POINTS);
        List<Point> thinned = new ArrayList<>();
        for (int from = 0; from < points.size(); from += group) {
            List<Point> near = points.subList(from, Math.min(from + group, points.size()));
            double mean = near.stream().mapToDouble(Point::loss).average().orElseThrow();
            thinned.add(new Point(near.getLast().step(), mean));
        }
        return thinned;
    }
}
