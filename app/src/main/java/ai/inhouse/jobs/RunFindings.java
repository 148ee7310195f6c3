package ai.inhouse.jobs;

import ai.inhouse.alignment.rollout.Findings;
import ai.inhouse.alignment.rollout.HeldOutPrompts;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What went wrong in a run that learned from rewards, without stopping it, from its
/// `metrics.jsonl`: that of all its steps, however often it was stopped and resumed.
record RunFindings(RunFolder run) {
    List<String> sentences() {
        List<JsonNode> rows = rows();
        List<JsonNode> steps = rows.stream().filter(row -> row.has("reward")).toList();
        return new Findings(
                        values(steps, "kl_nats"),
                        values(steps, "answer_tokens"),
                        values(steps, "reward_length_correlation"),
                        values(steps, "reward"),
                        measured(rows, HeldOutPrompts.REWARD),
                        measured(rows, HeldOutPrompts.GOLD))
                .sentences();
    }

    private List<JsonNode> rows() {
        try {
            return Files.readAllLines(run.metrics()).stream()
                    .map(line -> Json.tree(line, run.metrics()))
                    .filter(row -> row.path("stage").asString().equals(AlignStage.NAME))
                    .toList();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a run's metrics", run.metrics(), e, "Check that it is readable.");
        }
    }

    private static double[] values(List<JsonNode> steps, String key) {
        return steps.stream().mapToDouble(row -> row.path(key).asDouble(0)).toArray();
    }

    private static double[] measured(List<JsonNode> rows, String key) {
        return rows.stream()
                .filter(row -> row.has(key))
                .mapToDouble(row -> row.path(key).asDouble())
                .toArray();
    }
}
