/// Who may see what: accounts with their roles, and access labels.
@NullMarked
package ai.inhouse.identity;

import org.jspecify.annotations.NullMarked;
