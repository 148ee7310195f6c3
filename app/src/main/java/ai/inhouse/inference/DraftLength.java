package ai.inhouse.inference;

/// How many tokens a draft model is asked for, so that most tokens are written in the time that
/// guessing and checking take: with a chance `a` that a guess is taken, a draft of `n` tokens gives
/// `(1 - a^(n+1)) / (1 - a)` (Leviathan et al. 2023, equation 1) for the time of a step of `n + 1`
/// tokens and `n` steps of the draft model. Where none pays, drafts pause, each time for longer,
/// and then one token is tried all the same: what it costs and whether it is taken may have
/// changed.
final class DraftLength {
    private static final double HOPED_FOR = 0.7;
    private static final double SMOOTHING = 0.1;

    /// Below that, no draft is worth it whatever the clock says.
    private static final double LEAST_CHANCE = 0.15;

    private static final int SHORTEST_PAUSE = 8;
    private static final int LONGEST_PAUSE = 128;

    private double chance = HOPED_FOR;
    private int pause;
    private int nextPause = SHORTEST_PAUSE;
    private boolean paused;
    private boolean onTrial;

    /// @param draftStep of one token, as a share of the model's own
    /// @return tokens to draft now, at most `most`
    int next(StepTimes times, double draftStep, int most) {
        if (pause > 0) {
            pause--;
            return 0;
        }
        int best = best(times, draftStep, most);
        onTrial = best == 0 && paused && most > 0;
        paused = false;
        if (onTrial) {
            return 1;
        }
        if (best == 0 && most > 0) {
            paused = true;
            pause = nextPause;
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
            chance = HOPED_FOR;
        }
        return best;
    }

    private int best(StepTimes times, double draftStep, int most) {
        if (chance < LEAST_CHANCE) {
            return 0;
        }
        int best = 0;
        double mostPerTime = 1;
        double written = 1;
        for (int n = 1; n <= most; n++) {
            written += Math.pow(chance, n);
            double perTime = written / (times.relative(n + 1) + n * draftStep);
            if (perTime > mostPerTime) {
                best = n;
                mostPerTime = perTime;
            }
        }
        return best;
    }

    /// What became of a draft.
    void heard(int drafted, int accepted) {
        for (int i = 0; i < accepted; i++) {
            chance += SMOOTHING * (1 - chance);
        }
        if (accepted < drafted) {
            chance -= SMOOTHING * chance;
        }
        if (accepted == drafted && !onTrial) {
            nextPause = SHORTEST_PAUSE;
        }
    }
}
