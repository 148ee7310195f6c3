package ai.inhouse.alignment.review;

import static ai.inhouse.alignment.review.ReviewSessionTest.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.Preferences;
import ai.inhouse.alignment.RatedCompletion;
import ai.inhouse.alignment.review.Judgement.Correction;
import ai.inhouse.alignment.review.Judgement.Mark;
import ai.inhouse.alignment.review.ReviewItem.Kind;
import ai.inhouse.alignment.review.ReviewQueue.Submission;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.ConversationReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReviewQueueTest {
    @TempDir private Path folder;
    private Workspace workspace;
    private ReviewQueue queue;
    private int sent;

    @BeforeEach
    void open() {
        workspace = Workspace.create(folder);
        queue = new ReviewQueue(workspace.database(), () -> Instant.EPOCH.plusSeconds(sent));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void givesEachReviewerEachItemOnceUntilEnoughHaveAnswered() {
        List<ReviewItem> items =
                List.of(item(Kind.PAIR, "a", "x", "y"), item(Kind.THUMBS, "b", "x"));
        assertThat(queue.add(items, 2)).isEqualTo(2);
        assertThat(queue.add(items, 2)).isZero();
        assertThat(queue.next("ann", 9)).isEqualTo(items);
        say("ann", items.getFirst(), new Verdict.Choice(1));
        assertThat(queue.next("ann", 9)).containsExactly(items.getLast());
        say("bob", items.getFirst(), new Verdict.Choice(1));
        assertThat(queue.next("cyd", 9)).containsExactly(items.getLast());
        assertThat(queue.progress("ann").items()).containsEntry(ReviewState.AGREED, 1L);
    }

    @Test
    void bringsDisagreementsToAnAdjudicatorWhoseWordIsExported() {
        ReviewItem pair = item(Kind.PAIR, "a", "x", "y");
        queue.add(List.of(pair), 2);
        say("ann", pair, new Verdict.Choice(0));
        say("bob", pair, new Verdict.Choice(1));
        assertThat(queue.disputed(9))
                .singleElement()
                .satisfies(d -> assertThat(d.judgements()).containsOnlyKeys("ann", "bob"));
        assertThat(
                        ReviewExport.of(workspace.database())
                                .write(folder.resolve("none"))
                                .preferences())
                .as("equal halves are no consensus")
                .isZero();
        assertThat(queue.rule("eve", submission(pair, Judgement.of(new Verdict.Choice(1)))))
                .isTrue();
        assertThat(queue.disputed(9)).isEmpty();
        assertThat(preferences().pairs())
                .extracting(PreferencePair::chosen)
                .containsExactly(List.of(Message.of("assistant", "y")));
    }

    @Test
    void countsScoresNearEachOtherAndLikeRankingsAsAgreement() {
        ReviewItem scored = item(Kind.SCORES, "a", "x");
        ReviewItem ranked = item(Kind.RANKING, "b", "x", "y", "z");
        queue.add(List.of(scored, ranked), 2);
        say("ann", scored, new Verdict.Scores(Map.of(Criterion.HELPFUL, 4)));
        say("bob", scored, new Verdict.Scores(Map.of(Criterion.HELPFUL, 6)));
        say("ann", ranked, new Verdict.Ranking(List.of(0, 1, 2)));
        say("bob", ranked, new Verdict.Ranking(List.of(2, 1, 0)));
        assertThat(queue.progress("ann").items())
                .containsEntry(ReviewState.AGREED, 1L)
                .containsEntry(ReviewState.DISPUTED, 1L);
        say("bob", ranked, new Verdict.Ranking(List.of(0, 2, 1)));
        assertThat(queue.progress("ann").items())
                .as("what is said last counts")
                .containsEntry(ReviewState.AGREED, 2L);
    }

    @Test
    void exportsWhatTheStagesRead() {
        ReviewItem pair = item(Kind.PAIR, "a", "x", "y");
        ReviewItem ranking = item(Kind.RANKING, "b", "p", "q", "r");
        ReviewItem thumb = item(Kind.THUMBS, "c", "fine");
        ReviewItem scores = item(Kind.SCORES, "d", "poor");
        queue.add(List.of(pair, ranking, thumb, scores), 1);
        queue.rate(
                "ann",
                submission(
                        pair,
                        new Judgement(
                                new Verdict.Choice(0),
                                List.of(new Correction(1, "y, but right")),
                                List.of(new Mark(1, 0, 1, "wrong", -1)))));
        say("ann", ranking, new Verdict.Ranking(List.of(2, 0, 1)));
        say("ann", thumb, new Verdict.Thumb(true));
        say("ann", scores, new Verdict.Scores(Map.of(Criterion.ACCURATE, 1)));
        assertThat(ReviewExport.of(workspace.database()).write(folder.resolve("out")))
                .isEqualTo(new ReviewExport.Written(4, 2, 1));
        assertThat(preferences().pairs())
                .extracting(p -> p.chosen().getFirst().content())
                .containsExactly("x", "r", "r", "p");
        assertThat(PreferenceReader.read(folder.resolve("out/labels.jsonl")).rated())
                .extracting(RatedCompletion::good)
                .containsExactly(true, false);
        assertThat(ConversationReader.read(folder.resolve("out/corrections.jsonl")).conversations())
                .singleElement()
                .satisfies(
                        c ->
                                assertThat(c.messages())
                                        .containsExactly(
                                                Message.of("user", "a"),
                                                Message.of("assistant", "y, but right")));
    }

    @Test
    void keepsASubmissionOnceHoweverOftenItIsSent() {
        ReviewItem thumb = item(Kind.THUMBS, "a", "x");
        queue.add(List.of(thumb), 1);
        Submission up = submission(thumb, Judgement.of(new Verdict.Thumb(true)));
        assertThat(queue.rate("ann", up)).isTrue();
        say("ann", thumb, new Verdict.Thumb(false));
        assertThat(queue.rate("ann", up)).as("a late copy changes nothing").isFalse();
        assertThat(ReviewQueue.discussed(workspace.database()).getFirst().judgements())
                .containsEntry("ann", Judgement.of(new Verdict.Thumb(false)));
    }

    @Test
    void refusesWhatCannotBeSaidOfAnItem() {
        ReviewItem pair = item(Kind.PAIR, "a", "x", "y");
        queue.add(List.of(pair), 1);
        for (Verdict verdict :
                List.of(
                        new Verdict.Choice(2),
                        new Verdict.Thumb(true),
                        new Verdict.Ranking(List.of(0, 1)))) {
            assertThatThrownBy(() -> say("ann", pair, verdict))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Judgement outside =
                new Judgement(new Verdict.Tie(), List.of(), List.of(new Mark(0, 0, 2, "", -1)));
        assertThatThrownBy(() -> queue.rate("ann", submission(pair, outside)))
                .hasMessageContaining("outside of the answers");
        assertThatThrownBy(() -> new Verdict.Scores(Map.of(Criterion.HELPFUL, 8)))
                .hasMessageContaining("1 to 7");
    }

    @Test
    void showsEachReviewerAnOrderOfTheirOwnAndAlwaysTheSame() {
        ReviewItem ranking = item(Kind.RANKING, "b", "p", "q", "r");
        Set<List<Integer>> orders = new HashSet<>();
        List<String> reviewers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            reviewers.add("reviewer" + i);
        }
        for (String reviewer : reviewers) {
            List<Integer> order = ShownOrder.of(reviewer, ranking);
            assertThat(order).isEqualTo(ShownOrder.of(reviewer, ranking));
            orders.add(order);
        }
        assertThat(orders).hasSize(6);
        Judgement shown = Judgement.of(new Verdict.Ranking(List.of(1, 2, 0)));
        assertThat(shown.inOrder(List.of(2, 0, 1)).verdict())
                .isEqualTo(new Verdict.Ranking(List.of(0, 1, 2)));
    }

    private void say(String reviewer, ReviewItem item, Verdict verdict) {
        queue.rate(reviewer, submission(item, Judgement.of(verdict)));
    }

    private Submission submission(ReviewItem item, Judgement judgement) {
        sent++;
        return new Submission("client-" + sent, item.id(), judgement, 2);
    }

    private Preferences preferences() {
        ReviewExport.of(workspace.database()).write(folder.resolve("out"));
        return PreferenceReader.read(folder.resolve("out/preferences.jsonl"));
    }
}
