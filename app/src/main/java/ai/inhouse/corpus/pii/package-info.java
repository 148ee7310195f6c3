/// Finds what is personal or secret in text, and masks it. One pass over the text finds the places
/// worth a look; each recognizer is asked only at those that it named.
@NullMarked
package ai.inhouse.corpus.pii;

import org.jspecify.annotations.NullMarked;
