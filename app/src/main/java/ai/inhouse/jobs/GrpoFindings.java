package ai.inhouse.jobs;

import ai.inhouse.alignment.grpo.Findings;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What went wrong in a run of GRPO without stopping it, from its `metrics.jsonl`: those of all its
/// steps, however often it was stopped and resumed.
record GrpoFindings(RunFolder run) {
    List<String> sentences() {
        List<JsonNode> steps = steps();
        return new Findings(
                        values(steps, "kl_nats"),
                        values(steps, "answer_tokens"),
                        values(steps, "reward_length_correlation"))
                .sentences();
    }

    private List<JsonNode> steps() {
        try {
            return Files.readAllLines(run.metrics()).stream()
                    .map(line -> Json.tree(line, run.metrics()))
                    .filter(row -> row.path("stage").asString().equals(AlignStage.NAME))
                    .filter(row -> row.path("step").asLong() > 0)
                    .toList();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a run's metrics", run.metrics(), e, "Check that it is readable.");
        }
    }

    private static double[] values(List<JsonNode> steps, String key) {
        return steps.stream().mapToDouble(row -> row.path(key).asDouble(0)).toArray();
    }
}
