/// Inhouse: train your own language model, in house.
@NullMarked
package ai.inhouse;

import org.jspecify.annotations.NullMarked;
