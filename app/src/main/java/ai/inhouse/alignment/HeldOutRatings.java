package ai.inhouse.alignment;

import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Validation;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// How well a model in alignment tells good answers from bad ones that it does not learn from: the
/// share of all good and bad ones, taken two and two, in which the good one's log-ratio to the
/// reference is the higher. That is the area under the ROC curve; a tie counts half, so that the
/// reference itself has one half.
///
/// @param ratings good and bad ones
/// @param reference the scores of the ratings' answers
public record HeldOutRatings(List<EncodedRating> ratings, ReferenceScores reference, int padding)
        implements Validation {
    private static final String AREA = "validation_rating_auc";

    public HeldOutRatings {
        ratings = List.copyOf(ratings);
    }

    @Override
    public Map<String, Double> measure(Learner learner) {
        double[] ratios =
                Completions.score(
                        learner,
                        ratings.stream().map(EncodedRating::answer).toList(),
                        padding,
                        Progress.silent());
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] -= reference.values()[i];
        }
        double won = 0;
        long combinations = 0;
        for (int good = 0; good < ratios.length; good++) {
            for (int bad = 0; bad < ratios.length; bad++) {
                if (ratings.get(good).good() && !ratings.get(bad).good()) {
                    won += 0.5 + 0.5 * Math.signum(ratios[good] - ratios[bad]);
                    combinations++;
                }
            }
        }
        return Map.of(AREA, won / combinations);
    }

    @Override
    public OptionalDouble score(Map<String, Double> measured) {
        return Validation.moreIsBetter(measured, AREA);
    }
}
