/// Draws an evaluation report: as a table in the terminal and as one page that needs nothing else.
@NullMarked
package ai.inhouse.evaluation.report;

import org.jspecify.annotations.NullMarked;
