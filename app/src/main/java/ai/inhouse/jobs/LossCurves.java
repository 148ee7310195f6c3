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
        Map<String, List<Point>> byStage = new LinkedHashMap<>();
        try {
            if (Files.exists(run.metrics())) {
                for (String line : Files.readAllLines(run.metrics())) {
                    add(Json.tree(line, run.metrics()), byStage);
                }
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a run's metrics", run.metrics(), e, "Check that it is readable.");
        }
        List<LossCurve> curves = new ArrayList<>();
        byStage.forEach(
                (stage, points) -> curves.add(new LossCurve(stage, "nats", thinned(points))));
        return curves;
    }

    private static void add(JsonNode row, Map<String, List<Point>> byStage) {
        if (row.path("loss").isNumber() && row.path("step").asLong() > 0) {
            byStage.computeIfAbsent(row.path("stage").asString(), stage -> new ArrayList<>())
                    .add(new Point(row.path("step").asLong(), row.path("loss").asDouble()));
        }
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
