/// Finds and reads sources: text, structure, owner and access label.
@NullMarked
package ai.inhouse.documents;

import org.jspecify.annotations.NullMarked;
