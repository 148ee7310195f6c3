/// What tells or reaches a person, beside the numbers of states.
@NullMarked
package ai.inhouse.corpus.pii.personal;

import org.jspecify.annotations.NullMarked;
