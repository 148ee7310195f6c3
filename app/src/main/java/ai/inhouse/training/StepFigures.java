package ai.inhouse.training;

import ai.inhouse.base.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What one row of `metrics.jsonl` says in numbers.
///
/// @param values by name, in the row's order: all of its numbers but the steps
public record StepFigures(String stage, long step, long totalSteps, Map<String, Double> values) {
    private static final String STAGE = "stage";
    private static final String STEP = "step";
    private static final String TOTAL = "total_steps";

    /// @param row about to be written
    static StepFigures of(String stage, Map<String, Object> row) {
        Map<String, Double> values = new LinkedHashMap<>();
        row.forEach(
                (name, value) -> {
                    if (value instanceof Number number && isFigure(name)) {
                        values.put(name, number.doubleValue());
                    }
                });
        return new StepFigures(stage, number(row, STEP), number(row, TOTAL), values);
    }

    private static long number(Map<String, Object> row, String name) {
        return row.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /// Nothing for a line that a crash has torn.
    public static Optional<StepFigures> read(String line) {
        JsonNode row;
        try {
            row = Json.mapper().readTree(line);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (!row.path(STEP).isNumber()) {
            return Optional.empty();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            if (field.getValue().isNumber() && isFigure(field.getKey())) {
                values.put(field.getKey(), field.getValue().asDouble());
            }
        }
        return Optional.of(
                new StepFigures(
                        row.path(STAGE).asString(""),
                        row.path(STEP).asLong(),
                        row.path(TOTAL).asLong(0),
                        values));
    }

    private static boolean isFigure(String name) {
        return !name.equals(STEP) && !name.equals(TOTAL);
    }
}
