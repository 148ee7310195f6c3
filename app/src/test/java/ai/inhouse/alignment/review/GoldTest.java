package ai.inhouse.alignment.review;

import static ai.inhouse.alignment.review.ReviewSessionTest.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.review.ReviewItem.Kind;
import ai.inhouse.alignment.review.ReviewQueue.Submission;
import ai.inhouse.alignment.review.ReviewerWatch.Alert;
import ai.inhouse.alignment.review.ReviewerWatch.Reviewer;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldTest {
    private static final Optional<Qualification> WISH =
            Optional.of(new Qualification(4, 0.75, 0.25));

    @TempDir private Path folder;
    private Workspace workspace;
    private ReviewQueue queue;
    private final Set<ReviewItem> gold = new HashSet<>();
    private int sent;

    @BeforeEach
    void open() {
        workspace = Workspace.create(folder);
        queue = new ReviewQueue(workspace.database(), () -> Instant.EPOCH.plusSeconds(sent), WISH);
        List<ReviewItem> items = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            items.add(item(Kind.PAIR, "question " + i, "x", "y"));
        }
        queue.add(items, 1);
        for (ReviewItem known : items.subList(40, 60)) {
            queue.mark("owner", submission(known, new Verdict.Choice(1), 0));
            gold.add(known);
        }
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private Submission submission(ReviewItem item, Verdict verdict, double seconds) {
        return new Submission("client " + sent++, item.id(), Judgement.of(verdict), seconds);
    }

    /// Answers so many items in turn: known ones rightly or not, others with the second.
    ///
    /// @return those that were known
    private int work(String who, int count, boolean right, double seconds) {
        int known = 0;
        for (int i = 0; i < count; i++) {
            ReviewItem item = queue.next(who, 8).getFirst();
            boolean isGold = gold.contains(item);
            known += isGold ? 1 : 0;
            Verdict verdict = new Verdict.Choice(isGold && !right ? 0 : 1);
            assertThat(queue.rate(who, submission(item, verdict, seconds))).isTrue();
        }
        return known;
    }

    private Reviewer reviewer(String name) {
        return new ReviewerWatch(workspace.database(), WISH)
                .all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private long counted(String who) {
        return ReviewQueue.discussed(workspace.database()).stream()
                .filter(d -> d.judgements().containsKey(who))
                .count();
    }

    @Test
    void countsAReviewerOnceEnoughKnownItemsWereRight() {
        assertThat(queue.next("ann", 8))
                .as("every second is known, and not all come first")
                .filteredOn(gold::contains)
                .hasSize(4);
        assertThat(queue.next("ann", 8).subList(0, 4)).anyMatch(i -> !gold.contains(i));
        work("ann", 5, true, 9);
        assertThat(counted("ann")).isZero();
        assertThat(reviewer("ann").counts()).isFalse();
        work("ann", 5, true, 9);
        assertThat(reviewer("ann").counts()).isTrue();
        assertThat(reviewer("ann").goldRight()).isGreaterThanOrEqualTo(4);
        assertThat(counted("ann")).as("also what was said before").isBetween(4L, 6L);
        assertThat(queue.progress("ann").items().get(ReviewState.AGREED)).isEqualTo(counted("ann"));

        int known = work("ann", 24, true, 9);
        assertThat(known).as("a quarter from now on, less what was ahead").isBetween(3, 9);
    }

    @Test
    void neverCountsWhoIsWrongAndGivesThePlacesToOthers() {
        work("bob", 16, false, 9);
        assertThat(reviewer("bob").counts()).isFalse();
        assertThat(counted("bob")).isZero();
        assertThat(queue.progress("bob").items()).containsEntry(ReviewState.OPEN, 40L);
        queue.decide("bob", true, "ada");
        assertThat(reviewer("bob").decidedBy()).isEqualTo("ada");
        assertThat(counted("bob")).isBetween(6L, 10L);
        queue.decide("bob", false, "ada");
        assertThat(counted("bob")).isZero();
        assertThat(queue.next("cyd", 20)).filteredOn(i -> !gold.contains(i)).isNotEmpty();
    }

    @Test
    void alertsOnHasteAndOnDrift() {
        work("ann", 10, true, 9);
        assertThat(reviewer("ann").alerts()).isEmpty();
        work("ann", 24, false, 0.5);
        assertThat(reviewer("ann").alerts()).containsExactly(Alert.TOO_FAST, Alert.DRIFTED);
        assertThat(reviewer("ann").counts()).as("the owner decides").isTrue();
    }

    @Test
    void learnsWhatIsKnownAndNotWhatReviewersSaidOfIt() {
        work("bob", 16, false, 9);
        assertThat(ReviewExport.of(workspace.database()).rows().preferences()).isEqualTo(20);
        assertThatThrownBy(
                        () ->
                                queue.mark(
                                        "owner",
                                        submission(
                                                gold.iterator().next(),
                                                new Verdict.Skip(Verdict.Reason.OTHER, ""),
                                                0)))
                .hasMessageContaining("a known item has an answer");
    }

    @Test
    void asksForNoProofWhereTheRecipeWantsNone() {
        ReviewQueue plain = new ReviewQueue(workspace.database(), () -> Instant.EPOCH);
        ReviewItem first = plain.next("dan", 8).getFirst();
        assertThat(plain.next("dan", 8)).noneMatch(gold::contains);
        plain.rate("dan", submission(first, new Verdict.Choice(1), 9));
        assertThat(counted("dan")).isEqualTo(1);
    }
}
