package ai.inhouse.evaluation;

import ai.inhouse.alignment.reward.Correlation;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// How well scores tell which of two answers people chose.
///
/// @param chosen scores of the chosen answers
/// @param rejected of the rejected ones, in the same order
/// @param chosenTokens lengths of the chosen answers, prompts not counted
public record RewardQuality(
        double[] chosen, double[] rejected, int[] chosenTokens, int[] rejectedTokens) {
    private static final int BINS = 10;

    public RewardQuality {
        if (chosen.length == 0 || chosen.length != rejected.length) {
            throw new IllegalArgumentException("no pairs");
        }
    }

    /// Share of pairs whose chosen answer is scored higher; a tie counts half.
    public double accuracy() {
        return won() / chosen.length;
    }

    /// Wilson's.
    public Interval accuracyInterval() {
        return Interval.wilson(won(), chosen.length);
    }

    private double won() {
        double won = 0;
        for (int i = 0; i < chosen.length; i++) {
            won += won(i);
        }
        return won;
    }

    private double won(int pair) {
        return 0.5 + 0.5 * Math.signum(chosen[pair] - rejected[pair]);
    }

    /// Expected calibration error (Guo et al. 2017, equation 3): how far the model's confidence,
    /// `sigmoid(|margin|)`, lies from how often it is right, on average over pairs in ten bins of
    /// confidence. 0 for a model that is right as often as it thinks.
    public double calibrationError() {
        double[] confidence = new double[BINS];
        double[] right = new double[BINS];
        for (int i = 0; i < chosen.length; i++) {
            double sure = 1 / (1 + Math.exp(-Math.abs(chosen[i] - rejected[i]))); // 0.5 to 1
            int bin = Math.min(BINS - 1, (int) ((sure - 0.5) * 2 * BINS));
            confidence[bin] += sure;
            right[bin] += won(i);
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(confidence[bin] - right[bin]);
        }
        return error / chosen.length;
    }

    /// Pearson's correlation of an answer's score with its length, over all answers; empty where
    /// all scores or all lengths are the same.
    public OptionalDouble lengthCorrelation() {
        int n = 2 * chosen.length;
        double[] scores = new double[n];
        double[] tokens = new double[n];
        for (int i = 0; i < chosen.length; i++) {
            scores[2 * i] = chosen[i];
            scores[2 * i + 1] = rejected[i];
            tokens[2 * i] = chosenTokens[i];
            tokens[2 * i + 1] = rejectedTokens[i];
        }
        return Correlation.pearson(scores, tokens);
    }

    /// The accuracy among pairs whose chosen answer is longer, or whose rejected one is. Far apart,
    /// they say that the model counts tokens. Empty where there is no such pair.
    public OptionalDouble accuracyWhere(boolean chosenIsLonger) {
        double won = 0;
        int pairs = 0;
        for (int i = 0; i < chosen.length; i++) {
            int longer = Integer.compare(chosenTokens[i], rejectedTokens[i]);
            if (longer == (chosenIsLonger ? 1 : -1)) {
                won += won(i);
                pairs++;
            }
        }
        return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of(won / pairs);
    }

    /// The share of pairs whose chosen answer is the longer one, equals counting half: what a judge
    /// would get right that only counts tokens.
    public double longerIsChosen() {
        double longer = 0;
        for (int i = 0; i < chosen.length; i++) {
            longer += 0.5 + 0.5 * Math.signum((double) chosenTokens[i] - rejectedTokens[i]);
        }
        return longer / chosen.length;
    }

    /// By name; what is not defined is left out.
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("pairs", (double) chosen.length);
        figures.put("pair_accuracy", accuracy());
        figures.put("pair_accuracy_low", accuracyInterval().low());
        figures.put("pair_accuracy_high", accuracyInterval().high());
        figures.put("calibration_error", calibrationError());
        figures.put("longer_is_chosen", longerIsChosen());
        lengthCorrelation().ifPresent(value -> figures.put("reward_length_correlation", value));
        accuracyWhere(true).ifPresent(value -> figures.put("accuracy_chosen_longer", value));
        accuracyWhere(false).ifPresent(value -> figures.put("accuracy_rejected_longer", value));
        return figures;
    }
}
