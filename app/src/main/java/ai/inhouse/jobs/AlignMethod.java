package ai.inhouse.jobs;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a recipe's `align:` may learn, and the keys that each way takes.
enum AlignMethod {
    PREFERENCES,
    ORPO,
    SIMPO,
    GRPO,
    PPO,
    BEST_OF_N,
    REJECTION,
    ONLINE_DPO;

    /// @param title one that the schema knows, or another, which it has complained of
    static AlignMethod named(String title) {
        return Stream.of(values())
                .filter(method -> method.title().equals(title))
                .findFirst()
                .orElse(PREFERENCES);
    }

    /// As recipes have it, as in `best_of_n`.
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean has(String key) {
        return switch (key) {
            case "method", "learning_rate" -> true;
            case "prompts",
                    "prompts_per_step",
                    "samples",
                    "most_tokens",
                    "passes",
                    "rewards",
                    "gold" ->
                    isRewarded();
            default -> own().contains(key);
        };
    }

    /// What it alone takes, or it and few others.
    private Set<String> own() {
        return switch (this) {
            case PREFERENCES, ONLINE_DPO -> Set.of("loss", "beta", "flipped");
            case ORPO -> Set.of("beta");
            case SIMPO -> Set.of("beta", "margin");
            case GRPO -> Set.of("clip", "kl_weight", "kl_limit", "scale_rewards");
            case PPO ->
                    Set.of(
                            "clip",
                            "value_clip",
                            "discount",
                            "gae_lambda",
                            "kl_weight",
                            "kl_target",
                            "kl_limit",
                            "value_rate");
            case BEST_OF_N -> Set.of();
            case REJECTION -> Set.of("least_reward");
        };
    }

    /// Whether it learns from rewarded answers of the model's own.
    private boolean isRewarded() {
        return switch (this) {
            case PREFERENCES, ORPO, SIMPO -> false;
            case GRPO, PPO, BEST_OF_N, REJECTION, ONLINE_DPO -> true;
        };
    }

    /// Whether it learns by how answers to one prompt differ.
    boolean compares() {
        return this == GRPO || this == BEST_OF_N || this == ONLINE_DPO;
    }

    /// What to tell who gave a key to a method that has none such.
    static String whoseIs(String key) {
        return Stream.of(values())
                .filter(method -> method.has(key))
                .map(AlignMethod::title)
                .collect(Collectors.joining(", ", "it belongs to method: ", ""));
    }
}
