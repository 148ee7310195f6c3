/// A recipe's stages, run in order: each cached by the hash of its inputs, and resumable.
@NullMarked
package ai.inhouse.jobs;

import org.jspecify.annotations.NullMarked;
