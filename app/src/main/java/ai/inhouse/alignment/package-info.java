/// Policies, reviews, preferences, and how a model learns from them.
@NullMarked
package ai.inhouse.alignment;

import org.jspecify.annotations.NullMarked;
