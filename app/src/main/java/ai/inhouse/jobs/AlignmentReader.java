package ai.inhouse.jobs;

import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.reward.JsonKind;
import ai.inhouse.alignment.reward.JsonReward;
import ai.inhouse.alignment.reward.LengthReward;
import ai.inhouse.alignment.reward.RegexReward;
import ai.inhouse.jobs.RecipeAlignment.Grpo;
import ai.inhouse.jobs.RecipeAlignment.Term;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads a recipe's `reward_model:` and `align:`. The schema has seen to their types.
///
/// @param errors hears of an error: the key, and what is wrong with it
/// @param files resolves a file that a key names
record AlignmentReader(
        JsonNode recipe,
        BiConsumer<String, String> errors,
        BiFunction<String, String, Path> files) {
    private static final String GRPO = "grpo";
    private static final List<String> KINDS =
            List.of("json", "regex", "most_words", "policies", "model");

    RecipeAlignment read() {
        JsonNode align = recipe.path("align");
        double centering =
                recipe.path("reward_model").path("center_rewards_coefficient").asDouble(0);
        if (align.path("method").asString("").equals(GRPO)) {
            return new RecipeAlignment(centering, Optional.of(grpo(align)));
        }
        for (String key : align.propertyNames()) {
            if (!key.equals("method")) {
                errors.accept("align/" + key, "it belongs to method: " + GRPO);
            }
        }
        return new RecipeAlignment(centering, Optional.empty());
    }

    private Grpo grpo(JsonNode align) {
        if (!align.has("prompts") && !recipe.has("preferences")) {
            errors.accept("align", "grpo needs prompts to answer: name a file of them");
        }
        return new Grpo(
                align.has("prompts")
                        ? Optional.of(files.apply("align/prompts", align.get("prompts").asString()))
                        : Optional.empty(),
                new GrpoSettings(
                        align.path("prompts_per_step").asInt(8),
                        align.path("samples").asInt(8),
                        align.path("most_tokens").asInt(128),
                        align.path("clip").asDouble(0.2),
                        align.path("kl_weight").asDouble(0.04),
                        align.path("kl_limit").asDouble(5),
                        align.path("scale_rewards").asBoolean(true),
                        align.path("passes").asInt(1)),
                align.has("learning_rate")
                        ? OptionalDouble.of(align.get("learning_rate").asDouble())
                        : OptionalDouble.empty(),
                terms(align.path("rewards")));
    }

    private List<Term> terms(JsonNode rewards) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < rewards.size(); i++) {
            term(rewards.get(i), "align/rewards/" + i).ifPresent(terms::add);
        }
        if (rewards.isEmpty()) {
            errors.accept("align", "grpo needs something to reward: list it under 'rewards'");
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
        double weight = term.path("weight").asDouble(1);
        JsonNode value = term.get(kinds.getFirst());
        return switch (kinds.getFirst()) {
            case "json" -> Optional.of(json(term, value, weight));
            case "regex" -> regex(value.asString(), weight, at);
            case "most_words" ->
                    Optional.of(new Term.Rule(new LengthReward(value.asInt()), weight));
            case "policies" -> policies(weight, at);
            default -> model(value, weight, at);
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

    private Optional<Term> model(JsonNode value, double weight, String at) {
        Optional<String> name =
                Stream.of(value).filter(JsonNode::isString).map(JsonNode::asString).findFirst();
        if (name.isEmpty() && !recipe.path("budget").has(RewardStage.NAME)) {
            errors.accept(at, "the recipe trains no reward model: name one, or set budget.reward");
        }
        return Optional.of(new Term.Model(name, weight));
    }
}
