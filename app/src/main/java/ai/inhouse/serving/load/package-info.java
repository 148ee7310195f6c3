/// What a server bears: many clients at once, measured from outside, over HTTP.
@NullMarked
package ai.inhouse.serving.load;

import org.jspecify.annotations.NullMarked;
