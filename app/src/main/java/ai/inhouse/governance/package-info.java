/// What became of a document, what a model or an answer was made from, and how to take something
/// out again.
@NullMarked
package ai.inhouse.governance;

import org.jspecify.annotations.NullMarked;
