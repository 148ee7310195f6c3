/// From documents to a sealed corpus version: clean, filter, deduplicate, hold out.
@NullMarked
package ai.inhouse.corpus;

import org.jspecify.annotations.NullMarked;
