/// How far reviewers agree, and what they say together: coefficients with bootstrap intervals, and
/// models of reviewers who err (Dawid and Skene, Bradley and Terry with rater effects).
@NullMarked
package ai.inhouse.alignment.agreement;

import org.jspecify.annotations.NullMarked;
