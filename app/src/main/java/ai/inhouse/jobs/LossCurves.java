package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.evaluation.EvaluationReport.LossCurve;
import ai.inhouse.evaluation.EvaluationReport.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The losses of a run's trainings, from its `metrics.jsonl`.
record LossCurves(RunFolder run) {
    private static final int MOST_POINTS = 400;

    List<LossCurve> read() {
        Map<String, List<JsonNode>> byStage = new LinkedHashMap<>();
        try {
            if (Files.exists(run.metrics())) {
                for (String line : Files.readAllLines(run.metrics())) {
                    JsonNode row = Json.tree(line, run.metrics());
                    byStage.computeIfAbsent(
                                    row.path("stage").asString(), stage -> new ArrayList<>())
                            .add(row);
                }
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a run's metrics", run.metrics(), e, "Check that it is readable.");
        }
        List<LossCurve> curves = new ArrayList<>();
        byStage.forEach(
                (stage, rows) ->
                        curves.add(
                                new LossCurve(
                                        stage,
                                        "nats a token",
                                        thinned(points(rows, "loss")),
                                        List.of())));
        return curves;
    }

    private static List<Point> points(List<JsonNode> rows, String key) {
        return rows.stream()
                .filter(row -> row.path(key).isNumber() && row.path("step").asLong() > 0)
                .map(row -> new Point(row.path("step").asLong(), row.path(key).asDouble()))
                .toList();
    }

    /// Means over equal runs of steps, few enough to draw.
    private static List<Point> thinned(List<Point> points) {
        int width = Math.ceilDiv(points.size(), MOST_POINTS);
        List<Point> thin = new ArrayList<>();
        for (int i = 0; i < points.size(); i += width) {
            List<Point> part = points.subList(i, Math.min(i + width, points.size()));
            double mean = part.stream().mapToDouble(Point::loss).average().orElseThrow();
            thin.add(new Point(part.getLast().step(), mean));
        }
        return thin;
    }
}
