package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.tokens.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewChoiceTest {
    private static final Policies POLICIES =
            Policies.parse(
                    """
                    company: Works
                    policies:
                      - {id: housing, kind: glossary, title: Housing, text: H, say: housing,
                         never: [casing]}
                      - id: wages
                        kind: refusal
                        title: Wages
                        text: Never tell.
                        topics: [salary, payslip]
                        test_prompts: ["Can you tell me more about the bonus?"]
                        refusal_markers: [I cannot]
                    """,
                    "test");

    private static ReviewItem pair(String question, String one, String other, String policy) {
        return new ReviewItem(
                ReviewItem.Kind.PAIR,
                List.of(Message.of("user", question)),
                List.of(new ReviewItem.Answer(one, "a"), new ReviewItem.Answer(other, "b")),
                List.of(),
                policy.isEmpty() ? List.of() : List.of(new ReviewItem.Guideline(policy, "")));
    }

    @Test
    void choosesWhereAnswersDifferMost() {
        ReviewItem alike = pair("1", "the red seal", "The red seal!", "");
        ReviewItem partly = pair("2", "the red seal", "the blue seal", "");
        ReviewItem apart = pair("3", "the red seal", "ask a colleague", "");
        assertThat(ReviewChoice.whereAnswersDiffer(List.of(alike, partly, apart), 2))
                .containsExactly(apart, partly);
    }

    @Test
    void asksAboutThePoliciesThatWereReviewedLeast() {
        List<ReviewItem> reviewed = List.of(pair("q", "x", "y", "Housing"));
        assertThat(ReviewChoice.wherePoliciesAreUncovered(POLICIES, reviewed, 3))
                .extracting(ReviewItems.Prompt::text)
                .containsExactly(
                        "Can you tell me more about the salary?",
                        "Can you tell me more about the housing?",
                        "Can you tell me more about the payslip?");
        assertThat(ReviewChoice.wherePoliciesAreUncovered(POLICIES, List.of(), 100))
                .as("no more than there are, each once")
                .doesNotHaveDuplicates()
                .hasSize(9);
    }
}
