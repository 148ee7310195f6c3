package ai.inhouse.inference;

/// The part of a batch's step that is computed in one arithmetic, and whose logits are whose.
final class StepShare {
    private final Step step;
    private final Arithmetic arithmetic;
    private final int mostRead;
    private final int mostReadBesideWriting;
    private final Sequence[] byRow;
    private int readable;

    /// @param mostRead tokens of prompts in a step
    /// @param mostReadBesideWriting as many in a step that also writes: its time is the others'
    ///   wait
    StepShare(Step step, Arithmetic arithmetic, int mostRead, int mostReadBesideWriting) {
        this.step = step;
        this.arithmetic = arithmetic;
        this.mostRead = mostRead;
        this.mostReadBesideWriting = mostReadBesideWriting;
        this.byRow = new Sequence[step.capacity()];
    }

    void clear() {
        step.clear();
    }

    int tokens() {
        return step.tokens();
    }

    boolean isEmpty() {
        return step.tokens() == 0;
    }

    /// Sets how many tokens of prompts may be added.
    ///
    /// @param idle whether nothing is written beside
    void limitReading(boolean idle) {
        readable = Math.min(step.room(), idle ? mostRead : mostReadBesideWriting);
    }

    /// Tokens of prompts that may be added yet.
    int readable() {
        return readable;
    }

    void read(Sequence sequence, int tokens) {
        add(sequence, tokens);
        readable -= tokens;
    }

    void add(Sequence sequence, int tokens) {
        int rows = step.logitRows();
        sequence.addTo(step, tokens);
        for (int row = rows; row < step.logitRows(); row++) {
            byRow[row] = sequence;
        }
    }

    /// @return whether there was anything to compute
    boolean compute(DecoderNetwork network, Sampler[] samplers) {
        if (isEmpty()) {
            return false;
        }
        network.forward(
                step,
                arithmetic,
                (row, logits, at, member) -> byRow[row].see(row, samplers[member], logits, at));
        return true;
    }
}
