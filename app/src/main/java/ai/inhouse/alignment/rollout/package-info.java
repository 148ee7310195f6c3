/// Answers that a model writes while it learns, and what they earn: what GRPO, PPO and their kin
/// have in common.
@NullMarked
package ai.inhouse.alignment.rollout;

import org.jspecify.annotations.NullMarked;
