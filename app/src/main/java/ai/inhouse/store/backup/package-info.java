/// Copies of a whole workspace in one file, made while it is in use, and the way back.
@NullMarked
package ai.inhouse.store.backup;

import org.jspecify.annotations.NullMarked;
