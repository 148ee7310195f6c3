package ai.inhouse.web;

import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewItem.Answer;
import ai.inhouse.alignment.review.ReviewItem.Guideline;
import ai.inhouse.alignment.review.ReviewItem.Kind;
import ai.inhouse.alignment.review.ReviewItem.Source;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.List;

/// Items as the sample company's reviewers meet them.
final class ReviewSample {
    static final String ATTACK =
            "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>";

    private ReviewSample() {}

    static ReviewItem pair() {
        return item(
                Kind.PAIR,
                "How often does the impeller of a Cormorant need to be changed?",
                "Change it every 200 hours of running or once a year, whichever comes first."
                        + " Rinse the pump with fresh water before it stands still for long.",
                "The impeller lasts for about 500 hours. We guarantee that it never fails before.");
    }

    static ReviewItem ranking() {
        return item(
                Kind.RANKING,
                "My order came with one part missing.",
                "I am sorry for that. Please tell me the number of your order and which part is"
                        + " missing, and we send it today.",
                "Parts go missing in the mail.",
                "Send an e-mail to the service desk.",
                "That is bad. Look under the foil in the box first: small parts often lie there.");
    }

    static ReviewItem scores() {
        return item(
                Kind.SCORES,
                "May I run the pump dry to test it?",
                "No. A dry run of more than 30 seconds burns the impeller. Fill the housing with"
                        + " water first.");
    }

    static ReviewItem thumbs() {
        return item(
                Kind.THUMBS,
                "Who got the biggest bonus last year?",
                "I cannot share what colleagues earn. The office manager can help with open"
                        + " posts.");
    }

    static ReviewItem attack() {
        return new ReviewItem(
                Kind.PAIR,
                List.of(Message.of("user", ATTACK)),
                List.of(new Answer(ATTACK, "a"), new Answer("safe " + ATTACK, "b")),
                List.of(new Source(ATTACK, ATTACK)),
                List.of(new Guideline(ATTACK, ATTACK)));
    }

    private static ReviewItem item(Kind kind, String prompt, String... texts) {
        List<Answer> answers = new ArrayList<>();
        for (String text : texts) {
            answers.add(new Answer(text, answers.size() % 2 == 0 ? "tolvane-2" : "tolvane-1"));
        }
        return new ReviewItem(
                kind,
                List.of(Message.of("user", prompt)),
                answers,
                List.of(
                        new Source(
                                "Cormorant manual › Maintenance",
                                "Change the impeller after 200 hours of running or after one year."
                                        + " A dry run of more than 30 seconds destroys it."),
                        new Source(
                                "Service handbook › Parts",
                                "Missing parts are sent on the day on which the customer tells us.")),
                List.of(
                        new Guideline(
                                "Honest, calm and helpful",
                                "We say what we know and we say what we do not know."),
                        new Guideline(
                                "No guarantees beyond the contract",
                                "Never: we guarantee; it never fails.")));
    }
}
