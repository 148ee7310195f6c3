/// What an answer is worth: reward models learned from what people preferred, and rules.
@NullMarked
package ai.inhouse.alignment.reward;

import org.jspecify.annotations.NullMarked;
