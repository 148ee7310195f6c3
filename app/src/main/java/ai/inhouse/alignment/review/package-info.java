/// People review what models answered: what they are asked, what they may say, who is asked next,
/// and what their answers come to.
@NullMarked
package ai.inhouse.alignment.review;

import org.jspecify.annotations.NullMarked;
