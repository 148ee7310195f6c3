package ai.inhouse.jobs;

import ai.inhouse.alignment.review.Qualification;
import ai.inhouse.store.Workspace;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a recipe says of how people review.
///
/// @param overlap how many reviewers each item goes to
/// @param shadowPairs answers of a shadow deployment are queued beside the shown ones as long as
///   fewer items than this wait; 0: none is kept
/// @param gold absent: everybody's word counts from the first
public record RecipeReview(int overlap, int shadowPairs, Optional<Qualification> gold) {
    /// What the workspace's own recipe says; the defaults where there is none.
    public static RecipeReview of(Workspace workspace) {
        return RecipeReader.own(workspace)
                .map(Recipe::review)
                .orElse(new RecipeReview(1, 0, Optional.empty()));
    }

    static RecipeReview of(JsonNode review) {
        JsonNode gold = review.path("gold");
        return new RecipeReview(
                review.path("overlap").asInt(1),
                review.path("shadow_pairs").asInt(0),
                gold.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(
                                new Qualification(
                                        gold.path("after").asInt(Qualification.AFTER),
                                        gold.path("bar").asDouble(Qualification.BAR),
                                        gold.path("share").asDouble(Qualification.SHARE))));
    }
}
