/// Who may see what: access labels.
@NullMarked
package ai.inhouse.identity;

import org.jspecify.annotations.NullMarked;
