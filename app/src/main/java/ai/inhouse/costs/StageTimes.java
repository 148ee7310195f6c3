package ai.inhouse.costs;

import ai.inhouse.jobs.RunFolder;
import ai.inhouse.jobs.StageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long a stage of a run took.
///
/// @param seconds on the wall
/// @param aloneSeconds less those in which its steps waited because other programs ran
record StageTimes(double seconds, double aloneSeconds) {
    private static final String PROCESSORS = "process_cpu_seconds";
    private static final String WALL = "seconds";

    /// The stages that a run did itself, by name.
    ///
    /// @param workers that its steps kept busy
    static Map<String, StageTimes> of(RunFolder run, int workers) {
        Map<String, Double> waited = waited(run, workers);
        Map<String, StageTimes> times = new HashMap<>();
        for (StageRecord stage : run.stages()) {
            if (stage.startedAt().isPresent() && stage.finishedAt().isPresent()) {
                Duration time =
                        Duration.between(
                                Instant.parse(stage.startedAt().get()),
                                Instant.parse(stage.finishedAt().get()));
                double seconds = time.toMillis() / 1e3;
                double away = waited.getOrDefault(stage.name(), 0.0);
                times.put(stage.name(), new StageTimes(seconds, Math.max(0, seconds - away)));
            }
        }
        return times;
    }

    private static Map<String, Double> waited(RunFolder run, int workers) {
        Map<String, List<Map<String, Double>>> rows = new HashMap<>();
        run.figures().stream()
                .filter(row -> row.values().containsKey(PROCESSORS))
                .forEach(
                        row ->
                                rows.computeIfAbsent(row.stage(), s -> new ArrayList<>())
                                        .add(row.values()));
        Map<String, Double> waited = new HashMap<>();
        rows.forEach((stage, of) -> waited.put(stage, waited(of, workers)));
        return waited;
    }

    /// From one row to the next; where a process was resumed, its time begins anew.
    private static double waited(List<Map<String, Double>> rows, int workers) {
        double waited = 0;
        for (int i = 1; i < rows.size(); i++) {
            double wall = between(rows, i, WALL);
            double processors = between(rows, i, PROCESSORS);
            if (wall > 0 && processors > 0) {
                waited += wall - Stopwatch.alone(wall, processors, workers);
            }
        }
        return waited;
    }

    private static double between(List<Map<String, Double>> rows, int i, String figure) {
        return rows.get(i).getOrDefault(figure, 0.0) - rows.get(i - 1).getOrDefault(figure, 0.0);
    }
}
