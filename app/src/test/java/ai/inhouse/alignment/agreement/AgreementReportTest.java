package ai.inhouse.alignment.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.agreement.AgreementReport.Pair;
import ai.inhouse.alignment.agreement.AgreementReport.Question;
import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgreementReportTest {
    @TempDir private Path folder;
    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = Workspace.create(folder);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void tellsEachTwoReviewersApart() {
        say("ann", 0, 0, 1, 1);
        say("bob", 0, 0, 1, 1);
        say("cyd", 0, 1, 1);

        Question question = AgreementReport.of(workspace.database()).questions().getFirst();
        assertThat(question.pairs())
                .extracting(pair -> pair.first() + " " + pair.second() + " " + pair.items())
                .containsExactly("ann bob 4", "ann cyd 3", "bob cyd 3");
        assertThat(kappa(question.pairs().getFirst())).isEqualTo(1);
        // Two of three alike, where 1/3 * 2/3 + 2/3 * 1/3 = 4/9 would be by chance: 2/9 of 5/9.
        assertThat(kappa(question.pairs().get(1))).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void tellsNoPairsWhereTwoAreAll() {
        say("ann", 0, 1);
        say("bob", 0, 0);
        assertThat(AgreementReport.of(workspace.database()).questions().getFirst().pairs())
                .isEmpty();
    }

    private static double kappa(Pair pair) {
        return pair.agreement().value().orElseThrow();
    }

    private void say(String reviewer, int... better) {
        ReviewQueue queue = new ReviewQueue(workspace.database(), InstantSource.system());
        for (int i = 0; i < better.length; i++) {
            ReviewItem item =
                    new ReviewItem(
                            ReviewItem.Kind.PAIR,
                            List.of(Message.of("user", "Question " + i)),
                            List.of(
                                    new ReviewItem.Answer("yes", "m"),
                                    new ReviewItem.Answer("no", "m")),
                            List.of(),
                            List.of());
            queue.add(List.of(item), 3);
            Judgement judgement = Judgement.of(new Verdict.Choice(better[i]));
            queue.rate(reviewer, new ReviewQueue.Submission(reviewer + i, item.id(), judgement, 1));
        }
    }
}
