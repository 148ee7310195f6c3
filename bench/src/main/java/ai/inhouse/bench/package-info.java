/// What the kernels, the tokenizer and the corpus reach of what this machine can do. Each class
/// says what bounds it, and reports a figure in the unit in which [LimitsBench] measures the bound.
@NullMarked
package ai.inhouse.bench;

import org.jspecify.annotations.NullMarked;
