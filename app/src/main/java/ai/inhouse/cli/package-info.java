/// The command line: thin commands over the same operations that the studio offers.
@NullMarked
package ai.inhouse.cli;

import org.jspecify.annotations.NullMarked;
