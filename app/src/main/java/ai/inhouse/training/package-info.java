/// Data loading, optimizer schedules, checkpoints and the training loop.
@NullMarked
package ai.inhouse.training;

import org.jspecify.annotations.NullMarked;
