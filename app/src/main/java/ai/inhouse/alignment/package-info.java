/// Policies, people's preferences, and how a model learns from them: reading and collecting
/// ratings, and the losses that train on them against a frozen reference.
@NullMarked
package ai.inhouse.alignment;

import org.jspecify.annotations.NullMarked;
