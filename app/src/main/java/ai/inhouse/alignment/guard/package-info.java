/// The company's policies as a model answers: what must not be said is not said.
@NullMarked
package ai.inhouse.alignment.guard;

import org.jspecify.annotations.NullMarked;
