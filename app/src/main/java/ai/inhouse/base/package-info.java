/// Errors with context, content hashes, JSON, durable files, units and progress: what every package
/// may use.
@NullMarked
package ai.inhouse.base;

import org.jspecify.annotations.NullMarked;
