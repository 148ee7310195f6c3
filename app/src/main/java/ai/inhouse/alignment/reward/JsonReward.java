package ai.inhouse.alignment.reward;

import ai.inhouse.base.Json;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Whether an answer is a JSON object with just the keys that were asked for, each of the right
/// kind and, if that is wanted, with a value that stands in the prompt. Full marks for just that;
/// parts of it earn a part, so that a model which can do none of it yet finds the way:
///
/// | share | for |
/// |---|---|
/// | 0.2 | being an object |
/// | 0.6 | each key's presence, kind and origin, as shares of all keys |
/// | 0.2 | having these keys and no others: those in common over all of both |
///
/// Halved where anything stands before or after the object.
///
/// @param keys asked for where a prompt does not say its own
/// @param fromPrompt whether strings and numbers must stand in the prompt
public record JsonReward(Map<String, JsonKind> keys, boolean fromPrompt) implements Reward.Rule {
    private static final double OBJECT = 0.2;
    private static final double VALUES = 0.6;
    private static final double NO_OTHERS = 0.2;
    private static final double AMID_TEXT = 0.5;

    public JsonReward {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public double of(Answer answer) {
        String text = answer.text().strip();
        Optional<JsonNode> whole = object(text);
        if (whole.isPresent()) {
            return marks(whole.get(), answer.asked());
        }
        int from = text.indexOf('{');
        int to = text.lastIndexOf('}');
        Optional<JsonNode> amid =
                from >= 0 && from < to ? object(text.substring(from, to + 1)) : Optional.empty();
        return amid.map(object -> AMID_TEXT * marks(object, answer.asked())).orElse(0.0);
    }

    private static Optional<JsonNode> object(String text) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private double marks(JsonNode object, AskedPrompt asked) {
        Map<String, JsonKind> wanted = asked.keys().isEmpty() ? keys : asked.keys();
        double values = 0;
        for (Map.Entry<String, JsonKind> key : wanted.entrySet()) {
            JsonNode value = object.path(key.getKey());
            values += value.isMissingNode() ? 0 : marks(value, key.getValue(), asked.text());
        }
        Set<String> all = new HashSet<>(object.propertyNames());
        Set<String> common = new HashSet<>(all);
        common.retainAll(wanted.keySet());
        all.addAll(wanted.keySet());
        return OBJECT
                + VALUES * (wanted.isEmpty() ? 1 : values / wanted.size())
                + NO_OTHERS * (all.isEmpty() ? 1 : (double) common.size() / all.size());
    }

    private double marks(JsonNode value, JsonKind kind, String prompt) {
        boolean fits = kind.fits(value);
        if (!fromPrompt || kind == JsonKind.BOOLEAN) {
            return fits ? 1 : 0.5;
        }
        boolean found = fits && standsIn(value.asString(), prompt);
        return (1.0 + (fits ? 1 : 0) + (found ? 1 : 0)) / 3;
    }

    /// Not within a longer word or number.
    private static boolean standsIn(String value, String prompt) {
        if (value.isBlank()) {
            return false;
        }
        for (int at = prompt.indexOf(value); at >= 0; at = prompt.indexOf(value, at + 1)) {
            int end = at + value.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(prompt.charAt(at - 1));
            boolean ends = end == prompt.length() || !Character.isLetterOrDigit(prompt.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }
}
