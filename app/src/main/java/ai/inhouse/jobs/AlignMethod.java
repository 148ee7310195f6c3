package ai.inhouse.jobs;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// How a recipe's `align:` may learn, and the keys that each way takes.
enum AlignMethod {
    PREFERENCES(Set.of("loss", "beta", "flipped")),
    ORPO(Set.of("beta")),
    SIMPO(Set.of("beta", "margin")),
    GRPO(Rewarded.KEYS, Set.of("clip", "kl_weight", "kl_limit", "scale_rewards")),
    PPO(
            Rewarded.KEYS,
            Set.of(
                    "clip",
                    "value_clip",
                    "discount",
                    "gae_lambda",
                    "kl_weight",
                    "kl_target",
                    "kl_limit",
                    "value_rate")),
    BEST_OF_N(Rewarded.KEYS),
    REJECTION(Rewarded.KEYS, Set.of("least_reward")),
    ONLINE_DPO(Rewarded.KEYS, Set.of("loss", "beta", "flipped"));

    private static final Set<String> ALL = Set.of("method", "learning_rate");

    private final List<Set<String>> keys;

    @SafeVarargs
    AlignMethod(Set<String>... keys) {
        this.keys = List.of(keys);
    }

    /// What all take that learn from rewarded answers of the model's own.
    private static final class Rewarded {
        private static final Set<String> KEYS =
                Set.of(
                        "prompts",
                        "prompts_per_step",
                        "samples",
                        "most_tokens",
                        "passes",
                        "rewards",
                        "gold");
    }

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
        return ALL.contains(key) || keys.stream().anyMatch(some -> some.contains(key));
    }

    /// Whether it learns by how answers to one prompt differ.
    boolean compares() {
        return this == GRPO || this == BEST_OF_N || this == ONLINE_DPO;
    }

    /// What to tell who gave a key to a method that has none such.
    static String whoseIs(String key) {
        List<String> owners =
                Stream.of(values())
                        .filter(method -> method.has(key))
                        .map(AlignMethod::title)
                        .toList();
        return "it belongs to method: " + String.join(", ", owners);
    }
}
