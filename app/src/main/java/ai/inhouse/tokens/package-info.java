/// From text to token ids: BPE training, encoding, chat templates and packed shards.
@NullMarked
package ai.inhouse.tokens;

import org.jspecify.annotations.NullMarked;
