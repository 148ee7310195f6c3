/// Data parallel training over processes. Rank 0 drives: it alone reads data and writes
/// checkpoints, and tells the others each thing that its learner is asked to do. Every rank does it
/// on its own rows of each batch; gradients are summed over all of them.
@NullMarked
package ai.inhouse.training.distributed;

import org.jspecify.annotations.NullMarked;
