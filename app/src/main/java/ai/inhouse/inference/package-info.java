/// Fast generation: quantized weights, key-value cache, batches and sampling.
@NullMarked
package ai.inhouse.inference;

import org.jspecify.annotations.NullMarked;
