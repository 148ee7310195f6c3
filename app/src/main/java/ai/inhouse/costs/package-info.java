/// What training and answering take before they are done, in time, memory and money: a recipe's
/// plan from rates measured on this machine, and what a token costs here against elsewhere.
@NullMarked
package ai.inhouse.costs;

import org.jspecify.annotations.NullMarked;
