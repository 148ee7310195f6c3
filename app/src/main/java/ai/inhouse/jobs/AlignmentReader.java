package ai.inhouse.jobs;

import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.ReferenceFreeLoss;
import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.ppo.PpoSettings;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.selection.Selection;
import ai.inhouse.jobs.RecipeAlignment.How;
import ai.inhouse.jobs.RecipeAlignment.Method;
import ai.inhouse.jobs.RecipeAlignment.RewardModelling;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// Reads a recipe's `reward_model:` and `align:`. The schema has seen to their types.
///
/// @param errors hears of an error: the key, and what is wrong with it
/// @param files resolves a file that a key names
record AlignmentReader(
        JsonNode recipe,
        BiConsumer<String, String> errors,
        BiFunction<String, String, Path> files) {

    RecipeAlignment read() {
        JsonNode align = recipe.path("align");
        JsonNode reward = recipe.path("reward_model");
        AlignMethod method = AlignMethod.named(align.path("method").asString("preferences"));
        for (String key : align.propertyNames()) {
            if (!method.has(key)) {
                errors.accept("align/" + key, AlignMethod.whoseIs(key));
            }
        }
        return new RecipeAlignment(
                new RewardModelling(
                        reward.path("center_rewards_coefficient").asDouble(0),
                        reward.path("length_balanced").asBoolean(false)),
                method(method, align),
                optional(align, "learning_rate"));
    }

    private Method method(AlignMethod method, JsonNode align) {
        return switch (method) {
            case PREFERENCES -> new Method.Preferences(loss(align));
            case ORPO ->
                    new Method.ReferenceFree(
                            new ReferenceFreeLoss.OddsRatio(align.path("beta").asDouble(0.1)));
            case SIMPO ->
                    new Method.ReferenceFree(
                            new ReferenceFreeLoss.Simple(
                                    align.path("beta").asDouble(2),
                                    align.path("margin").asDouble(1)));
            case GRPO -> rewarded(method, align, grpo(align));
            case PPO -> rewarded(method, align, ppo(align));
            case BEST_OF_N -> rewarded(method, align, new How.Imitate(new Selection.Best()));
            case REJECTION ->
                    rewarded(
                            method,
                            align,
                            new How.Imitate(
                                    new Selection.Enough(align.path("least_reward").asDouble(1))));
            case ONLINE_DPO -> rewarded(method, align, new How.OnlineDpo(loss(align)));
        };
    }

    private PreferenceLoss loss(JsonNode align) {
        String loss = align.path("loss").asString("sigmoid");
        double beta = align.path("beta").asDouble(loss.equals("length_normalized") ? 5 : 0.1);
        if (align.has("flipped") && !loss.equals("robust")) {
            errors.accept("align/flipped", "it belongs to loss: robust");
        }
        return switch (loss) {
            case "ipo" -> new PreferenceLoss.Ipo(beta);
            case "hinge" -> new PreferenceLoss.Hinge(beta);
            case "robust" -> new PreferenceLoss.Robust(beta, align.path("flipped").asDouble(0.1));
            case "length_normalized" -> new PreferenceLoss.LengthNormalized(beta);
            default -> new PreferenceLoss.Sigmoid(beta);
        };
    }

    private static How grpo(JsonNode align) {
        return new How.Grpo(
                new GrpoSettings(
                        align.path("clip").asDouble(0.2),
                        klWeight(align),
                        align.path("kl_limit").asDouble(5),
                        align.path("scale_rewards").asBoolean(true)));
    }

    private static How ppo(JsonNode align) {
        return new How.Ppo(
                new PpoSettings(
                        align.path("clip").asDouble(0.2),
                        align.path("value_clip").asDouble(0.2),
                        align.path("discount").asDouble(1),
                        align.path("gae_lambda").asDouble(0.95),
                        klWeight(align),
                        optional(align, "kl_target"),
                        align.path("kl_limit").asDouble(5),
                        align.path("value_rate").asDouble(1)));
    }

    private static double klWeight(JsonNode align) {
        return align.path("kl_weight").asDouble(0.04);
    }

    private Method rewarded(AlignMethod method, JsonNode align, How how) {
        if (!align.has("prompts") && !recipe.has("preferences")) {
            errors.accept(
                    "align", method.title() + " needs prompts to answer: name a file of them");
        }
        int samples = align.path("samples").asInt(method == AlignMethod.ONLINE_DPO ? 2 : 8);
        if (samples < 2 && method.compares()) {
            errors.accept("align/samples", method.title() + " compares two or more");
        }
        RewardTermReader terms = new RewardTermReader(recipe, errors);
        boolean drift = method == AlignMethod.GRPO || method == AlignMethod.PPO;
        return new Method.Rewarded(
                align.has("prompts")
                        ? Optional.of(files.apply("align/prompts", align.get("prompts").asString()))
                        : Optional.empty(),
                new RolloutSettings(
                        align.path("prompts_per_step").asInt(8),
                        samples,
                        align.path("most_tokens").asInt(128),
                        align.path("passes").asInt(1)),
                terms.read(method, align.path("rewards"), "rewards"),
                terms.gold(align.path("gold")),
                how,
                method == AlignMethod.ONLINE_DPO
                        || (drift
                                && (klWeight(align) > 0
                                        || align.has("kl_limit")
                                        || align.has("kl_target"))));
    }

    private static OptionalDouble optional(JsonNode align, String key) {
        return align.has(key)
                ? OptionalDouble.of(align.get(key).asDouble())
                : OptionalDouble.empty();
    }
}
