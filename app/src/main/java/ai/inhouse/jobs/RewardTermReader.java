package ai.inhouse.jobs;

import ai.inhouse.alignment.reward.JsonKind;
import ai.inhouse.alignment.reward.JsonReward;
import ai.inhouse.alignment.reward.LengthReward;
import ai.inhouse.alignment.reward.RegexReward;
import ai.inhouse.jobs.RecipeAlignment.Term;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads what a recipe rewards.
///
/// @param errors hears of an error: the key, and what is wrong with it
record RewardTermReader(JsonNode recipe, BiConsumer<String, String> errors) {
    private static final List<String> KINDS =
            List.of("json", "regex", "most_words", "policies", "model");

    /// @param key under `align` where they stand
    List<Term> read(AlignMethod method, JsonNode rewards, String key) {
        if (rewards.isEmpty()) {
            errors.accept(
                    "align",
                    method.title() + " needs something to reward: list it under '" + key + "'");
        }
        return terms(rewards, key);
    }

    /// What is measured and not learned from; may be nothing.
    List<Term> gold(JsonNode gold) {
        return terms(gold, "gold");
    }

    private List<Term> terms(JsonNode rewards, String key) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < rewards.size(); i++) {
            term(rewards.get(i), "align/" + key + "/" + i).ifPresent(terms::add);
        }
        return terms;
    }

    private Optional<Term> term(JsonNode term, String at) {
        List<String> kinds = KINDS.stream().filter(term::has).toList();
        if (kinds.size() != 1) {
            errors.accept(at, "a reward has just one of " + String.join(", ", KINDS));
            return Optional.empty();
        }
        if (term.has("from_prompt") && !term.has("json")) {
            errors.accept(at, "from_prompt belongs to json");
        }
        if (term.has("length_free") && !term.has("model")) {
            errors.accept(at, "length_free belongs to model");
        }
        double weight = term.path("weight").asDouble(1);
        JsonNode value = term.get(kinds.getFirst());
        return switch (kinds.getFirst()) {
            case "json" -> Optional.of(json(term, value, weight));
            case "regex" -> regex(value.asString(), weight, at);
            case "most_words" ->
                    Optional.of(new Term.Rule(new LengthReward(value.asInt()), weight));
            case "policies" -> policies(weight, at);
            default -> model(term, value, weight, at);
        };
    }

    private static Term json(JsonNode term, JsonNode keys, double weight) {
        Map<String, JsonKind> kinds = new LinkedHashMap<>();
        keys.properties()
                .forEach(
                        key ->
                                JsonKind.named(key.getValue().asString())
                                        .ifPresent(kind -> kinds.put(key.getKey(), kind)));
        boolean fromPrompt = term.path("from_prompt").asBoolean(false);
        return new Term.Rule(new JsonReward(kinds, fromPrompt), weight);
    }

    private Optional<Term> regex(String form, double weight, String at) {
        try {
            return Optional.of(new Term.Rule(new RegexReward(Pattern.compile(form)), weight));
        } catch (PatternSyntaxException e) {
            errors.accept(at, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Term> policies(double weight, String at) {
        if (!recipe.has("policies")) {
            errors.accept(at, "the recipe names no policies");
        }
        return Optional.of(new Term.Policies(weight));
    }

    private Optional<Term> model(JsonNode term, JsonNode value, double weight, String at) {
        Optional<String> name =
                Stream.of(value).filter(JsonNode::isString).map(JsonNode::asString).findFirst();
        if (name.isEmpty() && !recipe.path("budget").has(RewardStage.NAME)) {
            errors.accept(at, "the recipe trains no reward model: name one, or set budget.reward");
        }
        boolean lengthFree = term.path("length_free").asBoolean(false);
        return Optional.of(new Term.Model(name, weight, lengthFree));
    }
}
