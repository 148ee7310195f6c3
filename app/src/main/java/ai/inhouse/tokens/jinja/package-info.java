/// The part of the Jinja language that chat templates use, interpreted: no template and no value
/// can reach anything but the values that were given to it.
@NullMarked
package ai.inhouse.tokens.jinja;

import org.jspecify.annotations.NullMarked;
