/// Models behind the API that OpenAI's clients speak: requests checked, queued, generated,
/// streamed.
@NullMarked
package ai.inhouse.serving;

import org.jspecify.annotations.NullMarked;
