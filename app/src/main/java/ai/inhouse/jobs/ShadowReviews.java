package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.corpus.pii.DocumentMasker;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.Pseudonyms;
import ai.inhouse.serving.ShadowBox;
import ai.inhouse.store.ReviewState;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Queues what a shadow deployment answered, beside what was shown, for people to compare: blind,
/// as any pair. Personal data is masked as in feedback.
public final class ShadowReviews implements ShadowBox {
    private final ReviewQueue queue;
    private final ReviewGuidance guidance;
    private final DocumentMasker asked;
    private final DocumentMasker answered;
    private final RecipeReview wish;

    private ShadowReviews(Workspace workspace, Recipe recipe) {
        PiiPolicy own = recipe.pii();
        Pseudonyms pseudonyms = Pseudonyms.of(workspace);
        this.queue = new ReviewQueue(workspace.database(), InstantSource.system());
        this.guidance = new ReviewGuidance(recipe.data().policies().map(Policies::read));
        this.asked = new DocumentMasker(own.masking(), pseudonyms);
        this.answered = new DocumentMasker(own, pseudonyms);
        this.wish = recipe.review();
    }

    /// Empty where the workspace's recipe does not ask for it (`review.shadow_pairs`).
    ///
    /// @param workspace stays open as long as answers may come
    public static Optional<ShadowBox> in(Workspace workspace) {
        return RecipeReader.own(workspace)
                .filter(recipe -> recipe.review().shadowPairs() > 0)
                .map(recipe -> new ShadowReviews(workspace, recipe));
    }

    @Override
    public void put(Compared compared) {
        if (compared.answer().equals(compared.shadowAnswer())
                || queue.count(ReviewState.OPEN) >= wish.shadowPairs()) {
            return;
        }
        List<Message> prompt =
                compared.prompt().stream()
                        .map(m -> new Message(m.role(), asked.mask(m.content()), m.toolCalls()))
                        .toList();
        ReviewItem item =
                new ReviewItem(
                        ReviewItem.Kind.PAIR,
                        prompt,
                        List.of(
                                new ReviewItem.Answer(
                                        answered.mask(compared.answer()), compared.model()),
                                new ReviewItem.Answer(
                                        answered.mask(compared.shadowAnswer()), compared.shadow())),
                        List.of(),
                        List.of());
        queue.add(List.of(guidance.guide(item)), wish.overlap());
    }
}
