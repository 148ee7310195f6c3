package ai.inhouse.inference;

/// How long steps of a few tokens take, in units of a step of one token: first what is usual, then
/// what is measured here. A tile of two tokens takes hardly longer than one, a larger one about two
/// and a half times as long.
final class StepTimes {
    private static final double FASTER = 0.5;
    private static final double SLOWER = 0.1;
    private static final double USUAL_LARGE = 2.5;

    private final double[] seconds = new double[Tiles.TOKENS + 1];
    private final double[] usual = new double[Tiles.TOKENS + 1];

    StepTimes() {
        for (int tokens = 1; tokens < usual.length; tokens++) {
            usual[tokens] = tokens <= 2 ? 1 : USUAL_LARGE;
        }
    }

    /// A step of so many tokens was computed. What took less than before counts more than what took
    /// longer, and nothing for more than twice as long: a machine's other work slows a step, and
    /// nothing makes it faster than it is.
    void took(int tokens, long nanos) {
        if (tokens >= 1 && tokens < seconds.length) {
            double before = seconds[tokens];
            double now = before == 0 ? nanos / 1e9 : Math.min(nanos / 1e9, 2 * before);
            seconds[tokens] = before + (now - before) * (before == 0 ? 1 : weight(now, before));
        }
    }

    private static double weight(double now, double before) {
        return now < before ? FASTER : SLOWER;
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
