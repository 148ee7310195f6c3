/// Proximal policy optimization: a model learns from its own answers, by how much better each token
/// turned out than a second model had expected.
@NullMarked
package ai.inhouse.alignment.ppo;

import org.jspecify.annotations.NullMarked;
