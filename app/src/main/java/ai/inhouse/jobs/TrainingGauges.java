package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.training.StepFigures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The last figures of the newest run, in Prometheus' text format, read from its `metrics.jsonl`
/// each time they are asked for: a server in the same workspace shows what trains beside it,
/// whichever process that is.
///
/// @param runs the workspace's folder of runs
public record TrainingGauges(Path runs) implements Supplier<String> {
    private static final String PREFIX = "inhouse_training_";

    /// Enough of the file's end for the last row of each figure, validations included.
    private static final int END_BYTES = 1 << 18;

    @Override
    public String get() {
        List<RunFolder> all = RunFolder.all(runs);
        if (all.isEmpty() || !Files.exists(all.getLast().metrics())) {
            return "";
        }
        RunFolder run = all.getLast();
        try {
            return text(run, last(run.metrics()));
        } catch (IOException | InhouseException e) {
            // Between two runs a file may be gone for a moment: the next scrape finds the next one.
            return "";
        }
    }

    /// The last value of each figure, by stage.
    private static Map<String, Map<String, Double>> last(Path metrics) throws IOException {
        Map<String, Map<String, Double>> stages = new LinkedHashMap<>();
        for (String line : end(metrics).lines().toList()) {
            StepFigures.read(line)
                    .ifPresent(
                            row -> {
                                Map<String, Double> figures =
                                        stages.computeIfAbsent(row.stage(), s -> new TreeMap<>());
                                figures.putAll(row.values());
                                figures.put("step", (double) row.step());
                                if (row.totalSteps() > 0) {
                                    figures.put("total_steps", (double) row.totalSteps());
                                }
                            });
        }
        return stages;
    }

    private static String end(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - END_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String text(RunFolder run, Map<String, Map<String, Double>> stages)
            throws IOException {
        Map<String, StringBuilder> gauges = new TreeMap<>();
        double at = Files.getLastModifiedTime(run.metrics()).toMillis() / 1e3;
        for (Map.Entry<String, Map<String, Double>> stage : stages.entrySet()) {
            Map<String, Double> figures = new TreeMap<>(stage.getValue());
            boolean running =
                    run.stage(stage.getKey())
                            .filter(record -> record.state() == StageState.RUNNING)
                            .isPresent();
            figures.put("running", running ? 1.0 : 0.0);
            if (running) {
                figures.put("last_step_timestamp_seconds", at);
            }
            figures.forEach(
                    (name, value) ->
                            gauges.computeIfAbsent(name, TrainingGauges::header)
                                    .append(sample(name, run.id(), stage.getKey(), value)));
        }
        return String.join("", gauges.values());
    }

    private static StringBuilder header(String figure) {
        return new StringBuilder()
                .append("# HELP %s The newest run's last %s.\n".formatted(name(figure), figure))
                .append("# TYPE %s gauge\n".formatted(name(figure)));
    }

    private static String sample(String figure, String run, String stage, double value) {
        return "%s{run=\"%s\",stage=\"%s\"} %s\n"
                .formatted(name(figure), label(run), label(stage), number(value));
    }

    private static String name(String figure) {
        return PREFIX + figure.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }

    private static String label(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? "NaN"
                : Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }
}
