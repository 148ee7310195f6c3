package ai.inhouse.jobs;

import ai.inhouse.alignment.review.Qualification;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a recipe says of how people review.
///
/// @param overlap how many reviewers each item goes to
/// @param shadowPairs answers of a shadow deployment are queued beside the shown ones as long as
///   fewer items than this wait; 0: none is kept
/// @param gold absent: everybody's word counts from the first
public record RecipeReview(int overlap, int shadowPairs, Optional<Qualification> gold) {
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
