/// Numbers that states give to persons, each with its own arithmetic.
@NullMarked
package ai.inhouse.corpus.pii.national;

import org.jspecify.annotations.NullMarked;
