/// Passages of a sealed corpus, found by their words and by their meaning, for those who may read
/// them; and the prompt that answers from them.
@NullMarked
package ai.inhouse.retrieval;

import org.jspecify.annotations.NullMarked;
