/// Fine-tuning on conversations: reading them, making them from the documents' own structure, and
/// batching them so that only the assistant's words are learned.
@NullMarked
package ai.inhouse.tuning;

import org.jspecify.annotations.NullMarked;
