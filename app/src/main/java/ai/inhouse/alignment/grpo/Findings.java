package ai.inhouse.alignment.grpo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a run's figures say that went wrong without stopping it: a reward that is earned by length
/// (Singhal et al. 2023), and a model that has moved far from its reference.
///
/// @param kl nats a token, by step
/// @param tokens of an answer, by step
/// @param correlation of reward with length within groups, by step
public record Findings(double[] kl, double[] tokens, double[] correlation) {
    private static final int FEWEST_STEPS = 10;
    private static final double GROWN = 1.5;
    private static final double CORRELATED = 0.3;
    private static final double FAR = 1;

    /// In plain sentences; empty where there is nothing to say.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        int steps = tokens.length;
        if (steps < FEWEST_STEPS) {
            return sentences;
        }
        int fifth = steps / 5;
        double first = mean(tokens, 0, fifth);
        double last = mean(tokens, steps - fifth, steps);
        double together = mean(correlation, 0, steps);
        if (last >= GROWN * first && together >= CORRELATED) {
            sentences.add(
                    String.format(
                            Locale.ROOT,
                            "length may be what earns the reward: answers grew from %.0f to %.0f"
                                    + " tokens, and longer ones were rewarded more (correlation"
                                    + " %.2f)",
                            first,
                            last,
                            together));
        }
        double apart = mean(kl, steps - fifth, steps);
        if (apart >= FAR) {
            sentences.add(
                    String.format(
                            Locale.ROOT,
                            "the model ended %.2f nats a token from its reference: read its answers"
                                    + " before it is used",
                            apart));
        }
        return sentences;
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElse(0);
    }
}
