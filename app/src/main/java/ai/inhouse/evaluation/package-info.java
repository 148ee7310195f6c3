/// Shows what a model can do: evaluators, suites, comparisons, gates and reports.
@NullMarked
package ai.inhouse.evaluation;

import org.jspecify.annotations.NullMarked;
