/// The one training loop that pretraining, tuning and alignment share: objectives over batches that
/// are pure functions of the step, schedules, budgets, checkpoints that resume bit-identically, and
/// the `depth` dial for models from scratch.
@NullMarked
package ai.inhouse.training;

import org.jspecify.annotations.NullMarked;
