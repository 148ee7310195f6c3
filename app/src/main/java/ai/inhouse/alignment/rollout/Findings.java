package ai.inhouse.alignment.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a run's figures say that went wrong without stopping it: a reward that is earned by length
/// (Singhal et al. 2023), one that is no longer what was meant (Gao et al. 2023), and a model that
/// has moved far from its reference.
///
/// @param kl nats a token, by step
/// @param tokens of an answer, by step
/// @param correlation of reward with length within groups, by step
/// @param reward by step
/// @param heldOut reward on prompts that are not learned from, each time it was measured
/// @param gold what nothing is learned from, each time it was measured; may be empty
public record Findings(
        double[] kl,
        double[] tokens,
        double[] correlation,
        double[] reward,
        double[] heldOut,
        double[] gold) {
    private static final int FEWEST_STEPS = 10;
    private static final int FEWEST_MEASURED = 3;
    private static final double GROWN = 1.5;
    private static final double CORRELATED = 0.3;
    private static final double FAR = 1;

    /// Share of what had been gained that must be lost again, and of the value itself.
    private static final double LOST = 0.5;

    private static final double NOTABLE = 0.02;

    /// In plain sentences; empty where there is nothing to say.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (tokens.length < FEWEST_STEPS) {
            return sentences;
        }
        length().ifPresent(sentences::add);
        if (last(reward) > first(reward)) {
            fell(gold, "the gold reward").ifPresent(sentences::add);
            fell(heldOut, "the reward on held-out prompts").ifPresent(sentences::add);
        }
        double apart = last(kl);
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

    private Optional<String> length() {
        double first = first(tokens);
        double last = last(tokens);
        double together = mean(correlation, 0, correlation.length);
        if (last < GROWN * first || together < CORRELATED) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "length may be what earns the reward: answers grew from %.0f to %.0f"
                                + " tokens, and longer ones were rewarded more (correlation %.2f)",
                        first,
                        last,
                        together));
    }

    private Optional<String> fell(double[] measured, String what) {
        if (measured.length < FEWEST_MEASURED) {
            return Optional.empty();
        }
        double best = Arrays.stream(measured).max().orElseThrow();
        double end = measured[measured.length - 1];
        double gained = best - measured[0];
        double lost = best - end;
        if (lost < LOST * gained || lost < NOTABLE * Math.abs(best) || lost <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "the reward is over-optimised: it rose from %.2f to %.2f while %s fell from"
                                + " its best of %.2f to %.2f (best: true would keep those weights)",
                        first(reward),
                        last(reward),
                        what,
                        best,
                        end));
    }

    /// Of the first fifth of the steps.
    private static double first(double[] values) {
        return mean(values, 0, values.length / 5);
    }

    private static double last(double[] values) {
        return mean(values, values.length - values.length / 5, values.length);
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElse(0);
    }
}
