/// Learning from the better of a model's own answers: best-of-n and rejection sampling, which
/// imitate them, and online DPO, which sets them against the worse.
@NullMarked
package ai.inhouse.alignment.selection;

import org.jspecify.annotations.NullMarked;
