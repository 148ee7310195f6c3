package ai.inhouse.alignment.rollout;

import java.util.Arrays;

/// By how much an answer is rewarded more than its group's mean. Takes the place of a learned value
/// (Shao et al. 2024, section 4.1.2).
///
/// @param values one for each answer
/// @param groupDeviation mean over groups of their rewards' standard deviation
/// @param equalGroups share of groups whose answers were all rewarded alike: nothing is learned
///   from them
public record GroupAdvantages(double[] values, double groupDeviation, double equalGroups) {
    /// As in TRL: beside it a deviation of nothing divides nothing to infinity.
    private static final double EPSILON = 1e-4;

    /// @param rewards one group after the other
    /// @param samples in a group, two or more
    /// @param scaled whether to divide by the group's standard deviation, with `samples - 1` as its
    ///   denominator, as TRL does
    public static GroupAdvantages of(double[] rewards, int samples, boolean scaled) {
        double[] values = new double[rewards.length];
        int groups = rewards.length / samples;
        double deviations = 0;
        int equal = 0;
        for (int from = 0; from < rewards.length; from += samples) {
            double[] group = Arrays.copyOfRange(rewards, from, from + samples);
            double mean = Arrays.stream(group).sum() / samples;
            double squares = Arrays.stream(group).map(r -> (r - mean) * (r - mean)).sum();
            double deviation = Math.sqrt(squares / (samples - 1));
            deviations += deviation / groups;
            equal += deviation < 1e-9 ? 1 : 0;
            for (int i = 0; i < samples; i++) {
                values[from + i] = (group[i] - mean) / (scaled ? deviation + EPSILON : 1);
            }
        }
        return new GroupAdvantages(values, deviations, (double) equal / groups);
    }
}
