/// Measures how well personal data and secrets are found.
@NullMarked
package ai.inhouse.corpus.pii.measured;

import org.jspecify.annotations.NullMarked;
