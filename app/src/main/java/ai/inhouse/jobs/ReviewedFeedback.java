package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewItem.Source;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.corpus.pii.DocumentMasker;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.Pseudonyms;
import ai.inhouse.serving.Feedback;
import ai.inhouse.serving.FeedbackBox;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Queues feedback for reviewers, and what the caller thought beside the answer. Personal data in
/// what the caller wrote is masked, all of it; in the answer, which was made of the company's
/// documents, as in those. Only what a reviewer then says is learned, so nobody who merely asks can
/// teach the model.
public final class ReviewedFeedback implements FeedbackBox {
    private final ReviewQueue queue;
    private final ReviewGuidance guidance;
    private final DocumentMasker asked;
    private final DocumentMasker answered;
    private final int overlap;

    private ReviewedFeedback(
            ReviewQueue queue,
            ReviewGuidance guidance,
            DocumentMasker asked,
            DocumentMasker answered,
            int overlap) {
        this.queue = queue;
        this.guidance = guidance;
        this.asked = asked;
        this.answered = answered;
        this.overlap = overlap;
    }

    /// By the workspace's recipe, where it has one.
    ///
    /// @param workspace stays open as long as feedback may come
    public static ReviewedFeedback in(Workspace workspace) {
        Optional<Recipe> recipe = RecipeReader.own(workspace);
        PiiPolicy own = recipe.map(Recipe::pii).orElse(PiiPolicy.STANDARD);
        Pseudonyms pseudonyms = Pseudonyms.of(workspace);
        return new ReviewedFeedback(
                new ReviewQueue(workspace.database(), InstantSource.system()),
                new ReviewGuidance(recipe.flatMap(r -> r.data().policies()).map(Policies::read)),
                new DocumentMasker(own.masking(), pseudonyms),
                new DocumentMasker(own, pseudonyms),
                recipe.map(Recipe::reviewOverlap).orElse(1));
    }

    @Override
    public boolean put(Feedback feedback) {
        List<Message> prompt =
                feedback.prompt().stream()
                        .map(m -> new Message(m.role(), asked.mask(m.content()), m.toolCalls()))
                        .toList();
        ReviewItem item =
                new ReviewItem(
                        ReviewItem.Kind.THUMBS,
                        prompt,
                        List.of(
                                new ReviewItem.Answer(
                                        answered.mask(feedback.answer()), feedback.model())),
                        said(feedback),
                        List.of());
        return queue.add(List.of(guidance.guide(item)), overlap) > 0;
    }

    private List<Source> said(Feedback feedback) {
        List<Source> said = new ArrayList<>();
        String thumb = feedback.good() ? "A good answer." : "Not a good answer.";
        said.add(
                new Source(
                        "Feedback by " + feedback.caller(),
                        feedback.comment().map(c -> thumb + " " + asked.mask(c)).orElse(thumb)));
        feedback.correction()
                .ifPresent(
                        text ->
                                said.add(
                                        new Source(
                                                "What it should have been, by " + feedback.caller(),
                                                asked.mask(text))));
        return said;
    }
}
