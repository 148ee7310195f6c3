/// Group relative policy optimization: a model learns from its own answers, by how much better than
/// the others of their group they are rewarded.
@NullMarked
package ai.inhouse.alignment.grpo;

import org.jspecify.annotations.NullMarked;
