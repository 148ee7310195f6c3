package ai.inhouse.inference;

/// One way to take a [Step] through the network. All members of a team run it together, each with
/// its share of the rows, tokens or heads, and meet after each phase. Buffers are made once: a step
/// allocates nothing.
sealed interface Pass permits VectorPass, MatmulPass {
    /// Logits that are held at a time.
    int LOGIT_ROWS = 64;

    /// Makes room, before the members start.
    ///
    /// @param positions of the step's longest sequence
    void prepare(Step step, int positions);

    /// One member's part.
    ///
    /// @param wantsLogits whether the logits are handed over, or the normed states before them
    void run(Step step, int member, DecoderNetwork.LogitWork work, boolean wantsLogits);
}
