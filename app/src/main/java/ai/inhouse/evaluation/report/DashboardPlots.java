package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.report.Dashboard.Curve;
import ai.inhouse.evaluation.report.Dashboard.Day;
import ai.inhouse.evaluation.report.Dashboard.Point;
import ai.inhouse.evaluation.report.Dashboard.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The dashboard's pictures.
final class DashboardPlots {
    private static final double WIDTH = 640;
    private static final double HEIGHT = 220;
    private static final double LEFT = 48;
    private static final double RIGHT = 626;
    private static final double TOP = 12;
    private static final double BOTTOM = 186;
    private static final int MOST_DAYS = 90;

    /// As many colours as the style sheet has.
    private static final int COLOURS = 6;

    private DashboardPlots() {}

    private static Html plot(double width, double height, String label) {
        return Html.of("svg")
                .attr("class", "plot")
                .attr("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", width, height))
                .attr("role", "img")
                .attr("aria-label", label);
    }

    private static Html tick(String text, double x, double y, String anchor) {
        return Html.of("text", "tick", text).at("x", x).at("y", y).attr("text-anchor", anchor);
    }

    private static void grid(Html svg, Axis axis, String format) {
        for (double tick : axis.ticks()) {
            double y = axis.at(tick, BOTTOM, TOP);
            svg.add(
                    BarPlot.line("grid", LEFT, y, RIGHT, y),
                    tick(String.format(Locale.ROOT, format, tick), LEFT - 6, y + 4, "end"));
        }
    }

    /// @param days at least one
    static Html days(List<Day> days) {
        List<Day> last = days.subList(Math.max(0, days.size() - MOST_DAYS), days.size());
        long most = last.stream().mapToLong(Day::reviews).max().orElse(1);
        Axis axis = Axis.around(0, (double) most, 4);
        Html svg =
                plot(
                        WIDTH,
                        HEIGHT,
                        "%d reviews on %d days, at most %d on one"
                                .formatted(
                                        last.stream().mapToLong(Day::reviews).sum(),
                                        last.size(),
                                        most));
        grid(svg, axis, "%,.0f");
        double step = (RIGHT - LEFT) / last.size();
        double width = Math.min(36, step * 0.7);
        for (int i = 0; i < last.size(); i++) {
            double y = axis.at((double) last.get(i).reviews(), BOTTOM, TOP);
            svg.add(
                    Html.of("rect")
                            .attr("class", "bar last")
                            .at("x", LEFT + (i + 0.5) * step - width / 2)
                            .at("y", y)
                            .at("width", width)
                            .at("height", Math.max(0, BOTTOM - y))
                            .attr("rx", 2)
                            .add(
                                    Html.of("title")
                                            .text(
                                                    "%s: %d"
                                                            .formatted(
                                                                    last.get(i).date(),
                                                                    last.get(i).reviews()))));
        }
        svg.add(tick(last.getFirst().date(), LEFT, BOTTOM + 20, "start"));
        return last.size() == 1
                ? svg
                : svg.add(tick(last.getLast().date(), RIGHT, BOTTOM + 20, "end"));
    }

    /// @param curves at least one, each with a point
    static Html rewards(List<Curve> curves) {
        Axis across = axis(curves, Point::kl);
        Axis up = axis(curves, Point::reward);
        Html svg =
                plot(
                        WIDTH,
                        HEIGHT + 14,
                        "Reward against divergence of %d trainings".formatted(curves.size()));
        grid(svg, up, "%.2f");
        for (double tick : across.ticks()) {
            svg.add(
                    tick(
                            String.format(Locale.ROOT, "%.3g", tick),
                            across.at(tick, LEFT, RIGHT),
                            BOTTOM + 18,
                            "middle"));
        }
        svg.add(tick("KL, nats a token", RIGHT, BOTTOM + 36, "end"));
        for (int c = 0; c < curves.size(); c++) {
            StringBuilder path = new StringBuilder();
            for (Point p : curves.get(c).points()) {
                path.append(path.isEmpty() ? 'M' : 'L')
                        .append(
                                String.format(
                                        Locale.ROOT,
                                        "%.1f %.1f",
                                        across.at(p.kl(), LEFT, RIGHT),
                                        up.at(p.reward(), BOTTOM, TOP)));
            }
            svg.add(
                    Html.of("path")
                            .attr("class", "version v" + c % COLOURS)
                            .attr("d", path)
                            .add(Html.of("title").text(curves.get(c).run())));
        }
        return svg;
    }

    private static Axis axis(List<Curve> curves, ToDoubleFunction<Point> of) {
        double[] all =
                curves.stream()
                        .flatMap(c -> c.points().stream())
                        .mapToDouble(of)
                        .sorted()
                        .toArray();
        return Axis.around(Math.min(0, all[0]), all[all.length - 1], 4);
    }

    /// @param tones at least three
    static Html radar(List<String> tones, List<Version> versions) {
        double centre = 190;
        double radius = 130;
        Html svg = plot(2 * centre, 2 * centre, "Tones kept, by version");
        for (double ring : new double[] {0.25, 0.5, 0.75, 1}) {
            List<Double> same = tones.stream().map(_ -> ring).toList();
            svg.add(polygon("grid", same, centre, radius));
        }
        for (int t = 0; t < tones.size(); t++) {
            double angle = angle(t, tones.size());
            svg.add(
                    tick(
                            tones.get(t),
                            centre + (radius + 16) * Math.sin(angle),
                            centre - (radius + 16) * Math.cos(angle) + 4,
                            "middle"));
        }
        for (int v = 0; v < versions.size(); v++) {
            Version version = versions.get(v);
            List<Double> shares =
                    tones.stream()
                            .map(tone -> version.policies().get("tone-" + tone))
                            .map(rate -> rate == null ? 0.0 : rate.share())
                            .toList();
            svg.add(
                    polygon("version v" + v % COLOURS, shares, centre, radius)
                            .add(Html.of("title").text(version.name())));
        }
        return svg;
    }

    private static double angle(int place, int places) {
        return 2 * Math.PI * place / places;
    }

    private static Html polygon(
            String cssClass, List<Double> shares, double centre, double radius) {
        List<String> points = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            double angle = angle(i, shares.size());
            double far = radius * shares.get(i);
            points.add(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f",
                            centre + far * Math.sin(angle),
                            centre - far * Math.cos(angle)));
        }
        return Html.of("polygon").attr("class", cssClass).attr("points", String.join(" ", points));
    }

    /// The names of what the colours stand for.
    static Html legend(List<String> names) {
        Html legend = Html.of("ul").attr("class", "legend");
        for (int i = 0; i < names.size(); i++) {
            legend.add(Html.of("li", "v" + i % COLOURS, names.get(i)));
        }
        return legend;
    }
}
