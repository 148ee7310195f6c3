/// Passwords, keys and tokens.
@NullMarked
package ai.inhouse.corpus.pii.secret;

import org.jspecify.annotations.NullMarked;
