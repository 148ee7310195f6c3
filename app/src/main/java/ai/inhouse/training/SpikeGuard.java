package ai.inhouse.training;

import ai.inhouse.base.InhouseException;

/// Which steps a run must not take: those whose loss or gradient is no number, and those whose loss
/// leaps. They are taken back and skipped.
///
/// @param nats by how much a step's loss must exceed the median of those before it to count as a
///   leap; more where losses scatter more
/// @param most steps that are skipped in all: beyond them nothing is learned any more
public record SpikeGuard(double nats, int most) {
    private static final int MOST = 256;

    /// As a rule: text that a model does not know at all costs several nats a token more.
    public static final SpikeGuard USUAL = new SpikeGuard(2);

    /// Takes back only what is no number: for batches that are unlike one another, whose losses
    /// leap by nature.
    public static final SpikeGuard OF_NUMBERS = new SpikeGuard(Double.POSITIVE_INFINITY);

    /// As the former, of a model that learns from its own answers: one that runs away from its
    /// reference is taken back a few times, and no more.
    public static final SpikeGuard OF_DRIFT = new SpikeGuard(Double.POSITIVE_INFINITY, 16);

    /// So many steps a run may have to go back.
    static final int HORIZON = 32;

    /// So many steps in a row, and no more, are skipped.
    private static final int LONGEST = 64;

    public SpikeGuard {
        if (!(nats > 0) || most < 1) {
            throw new IllegalArgumentException("a leap of %s nats".formatted(nats));
        }
    }

    public SpikeGuard(double nats) {
        this(nats, MOST);
    }

    /// @throws InhouseException if so much had to be skipped that something else is wrong
    void require(SkippedSteps skipped, long step, String why) {
        if (skipped.steps().size() > most || skipped.inARow(step) > LONGEST) {
            throw InhouseException.badInput(
                    "training",
                    "step " + step,
                    "%s, after %d steps were skipped already"
                            .formatted(why, skipped.steps().size() - 1),
                    "Lower the learning rate, or look for damaged data. The last checkpoint is"
                            + " intact.");
        }
    }
}
