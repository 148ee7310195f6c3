package ai.inhouse.evaluation;

import ai.inhouse.alignment.reward.Correlation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /// What each token more earns beside everything else: the least-squares slope of the answers'
    /// difference in score by their difference in length. Differences within pairs, as some prompts
    /// need longer answers than others. Empty where all pairs' answers are of equal length.
    public OptionalDouble lengthSlope() {
        double both = 0;
        double squares = 0;
        for (int i = 0; i < chosen.length; i++) {
            double longer = (double) chosenTokens[i] - rejectedTokens[i];
            both += longer * (chosen[i] - rejected[i]);
            squares += longer * longer;
        }
        return squares > 0 ? OptionalDouble.of(both / squares) : OptionalDouble.empty();
    }

    /// The same pairs by what is left of the scores when length earns nothing.
    ///
    /// @param slope as [#lengthSlope] of these or other pairs
    public RewardQuality withoutLength(double slope) {
        return new RewardQuality(
                less(chosen, chosenTokens, slope),
                less(rejected, rejectedTokens, slope),
                chosenTokens,
                rejectedTokens);
    }

    private static double[] less(double[] scores, int[] tokens, double slope) {
        double[] left = new double[scores.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = scores[i] - slope * tokens[i];
        }
        return left;
    }

    /// Some of the pairs.
    public RewardQuality of(int[] pairs) {
        return new RewardQuality(
                Arrays.stream(pairs).mapToDouble(i -> chosen[i]).toArray(),
                Arrays.stream(pairs).mapToDouble(i -> rejected[i]).toArray(),
                Arrays.stream(pairs).map(i -> chosenTokens[i]).toArray(),
                Arrays.stream(pairs).map(i -> rejectedTokens[i]).toArray());
    }

    /// One row of a reliability table: pairs of which the model is about equally sure.
    ///
    /// @param from least confidence
    /// @param confidence mean `sigmoid(|margin|)`
    /// @param accuracy how often it is right there
    public record Reliability(
            double from, double to, int pairs, double confidence, double accuracy) {}

    /// How often the model is right by how sure it is, in ten bins of confidence; those without
    /// pairs are left out.
    public List<Reliability> reliability() {
        double[] confidence = new double[BINS];
        double[] right = new double[BINS];
        int[] pairs = new int[BINS];
        for (int i = 0; i < chosen.length; i++) {
            double sure = 1 / (1 + Math.exp(-Math.abs(chosen[i] - rejected[i]))); // 0.5 to 1
            int bin = Math.min(BINS - 1, (int) ((sure - 0.5) * 2 * BINS));
            confidence[bin] += sure;
            right[bin] += won(i);
            pairs[bin]++;
        }
        List<Reliability> table = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (pairs[bin] > 0) {
                table.add(
                        new Reliability(
                                0.5 + bin / (2.0 * BINS),
                                0.5 + (bin + 1) / (2.0 * BINS),
                                pairs[bin],
                                confidence[bin] / pairs[bin],
                                right[bin] / pairs[bin]));
            }
        }
        return table;
    }

    /// Expected calibration error (Guo et al. 2017, equation 3): how far the model's confidence
    /// lies from how often it is right, on average over pairs in ten bins of confidence. 0 for a
    /// model that is right as often as it thinks.
    public double calibrationError() {
        return reliability().stream()
                        .mapToDouble(
                                bin -> bin.pairs() * Math.abs(bin.confidence() - bin.accuracy()))
                        .sum()
                / chosen.length;
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
        lengthSlope().ifPresent(value -> figures.put("length_slope", value));
        lengthCorrelation().ifPresent(value -> figures.put("reward_length_correlation", value));
        accuracyWhere(true).ifPresent(value -> figures.put("accuracy_chosen_longer", value));
        accuracyWhere(false).ifPresent(value -> figures.put("accuracy_rejected_longer", value));
        return figures;
    }
}
