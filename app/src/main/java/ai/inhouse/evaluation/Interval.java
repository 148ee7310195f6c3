package ai.inhouse.evaluation;

/// Where a value lies with 95% confidence.
public record Interval(double low, double high) {
    /// The normal distribution's 97.5th percentile.
    private static final double Z = 1.959963984540054;

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /// Wilson's score interval of a share (JASA 22, 1927): unlike the plain one it is right for few
    /// cases and for shares near 0 and 1.
    ///
    /// @param successes out of `n`; a tie may count as half
    public static Interval wilson(double successes, int n) {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(
                    "no share: %s successes of %d".formatted(successes, n));
        }
        double share = successes / n;
        double scale = 1 + Z * Z / n;
        double center = (share + Z * Z / (2 * n)) / scale;
        double half = Z / scale * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
        return new Interval(Math.max(0, center - half), Math.min(1, center + half));
    }
}
