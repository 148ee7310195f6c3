/// Learning from people's preferences: reading and collecting them, and the losses that train on
/// them with a frozen reference.
@NullMarked
package ai.inhouse.alignment;

import org.jspecify.annotations.NullMarked;
