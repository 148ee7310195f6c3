/// The workspace: a folder, a database, content-addressed files, and records of what was made from
/// what.
@NullMarked
package ai.inhouse.store;

import org.jspecify.annotations.NullMarked;
