package ai.inhouse.inference;

/// How long steps of a few tokens take, smoothed, in units of a step of one token: first what is
/// usual, then what is measured here. A tile of two tokens takes hardly longer than one, a larger
/// one about two and a half times as long.
final class StepTimes {
    private static final double SMOOTHING = 0.1;
    private static final double USUAL_LARGE = 2.5;

    private final double[] seconds = new double[Tiles.TOKENS + 1];
    private final double[] usual = new double[Tiles.TOKENS + 1];

    StepTimes() {
        for (int tokens = 1; tokens < usual.length; tokens++) {
            usual[tokens] = tokens <= 2 ? 1 : USUAL_LARGE;
        }
    }

    /// A step of so many tokens was computed.
    void took(int tokens, long nanos) {
        if (tokens >= 1 && tokens < seconds.length) {
            double now = nanos / 1e9;
            seconds[tokens] =
                    seconds[tokens] == 0
                            ? now
                            : seconds[tokens] + SMOOTHING * (now - seconds[tokens]);
        }
    }

    /// Seconds that a step of one token takes; 0 while unknown.
    double one() {
        return seconds[1];
    }

    /// How many times as long as a step of one token.
    double relative(int tokens) {
        boolean known = seconds[tokens] > 0 && seconds[1] > 0;
        return known ? Math.max(1, seconds[tokens] / seconds[1]) : usual[tokens];
    }
}
