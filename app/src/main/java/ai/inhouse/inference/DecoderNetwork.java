package ai.inhouse.inference;

import ai.inhouse.engine.NativeRuntime;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.util.Optional;

/// The decoder's forward pass over a [Step], in the way that is fastest for its number of tokens.
final class DecoderNetwork implements AutoCloseable {
    /// Most tokens in a step: enough for matrix products to reach their full speed.
    static final int STEP_TOKENS = 512;

    /// Steps of so many tokens go through matrix products. Below that, reading the weights is what
    /// takes the time, and packed weights are smaller.
    static final int MATMUL_TOKENS = 8;

    private final PackedDecoder model;
    private final Team team;
    private final Arena arena = Arena.ofShared();
    private final KeyValuePages pages;
    private final Heads heads;
    private final VectorPass vectorPass;
    private final Optional<MatmulPass> matmulPass;

    /// What is done with a row of logits, by one member of the team.
    interface LogitWork {
        /// @param row as [Step#add] numbered it
        /// @param at where its logits begin
        void run(int row, float[] logits, int at, int member);
    }

    /// Packs the weights; they may be closed afterwards.
    DecoderNetwork(Weights weights, WeightFormat format, Arithmetic arithmetic, Team team) {
        this(weights, format, arithmetic, team, KeyValuePages.usualBytes(weights.config()));
    }

    /// @param keyValueBytes most memory for keys and values
    DecoderNetwork(
            Weights weights,
            WeightFormat format,
            Arithmetic arithmetic,
            Team team,
            long keyValueBytes) {
        this.team = team;
        this.model = PackedDecoder.pack(weights, format, arena, team);
        boolean fast = arithmetic == Arithmetic.FAST && format != WeightFormat.F32;
        CacheElements elements = fast ? new CacheElements.Half() : new CacheElements.Whole();
        this.pages = new KeyValuePages(model.config(), elements, arena, keyValueBytes);
        this.heads = new Heads(model.config());
        this.matmulPass =
                fast && NativeRuntime.capabilities().fastBf16()
                        ? Optional.of(new MatmulPass(model, arena, team, heads, STEP_TOKENS))
                        : Optional.empty();
        int most = matmulPass.isPresent() ? MATMUL_TOKENS - 1 : STEP_TOKENS;
        this.vectorPass = new VectorPass(model, team, heads, most);
    }

    ModelConfig config() {
        return model.config();
    }

    Team team() {
        return team;
    }

    KeyValuePages pages() {
        return pages;
    }

    /// Room for the keys and values of a sequence that shares with no other; grows as it is used.
    KeyValueCache newCache() {
        return new KeyValueCache(pages, Optional.empty());
    }

    /// Bytes of weights that a step reads.
    long weightBytes() {
        return model.bytes();
    }

    /// Computes the step's tokens into their caches, and the logits that are wanted.
    void forward(Step step, LogitWork work) {
        run(step, work, true);
    }

    /// As [#forward], but hands over the normed states from which the logits would be computed.
    void states(Step step, LogitWork work) {
        run(step, work, false);
    }

    private void run(Step step, LogitWork work, boolean wantsLogits) {
        int longest = 0;
        for (int token = 0; token < step.tokens(); token++) {
            int positions = step.position(token) + 1;
            step.cache(token).reserve(positions);
            longest = Math.max(longest, positions);
        }
        heads.reserve(longest);
        Pass pass =
                matmulPass.isPresent() && step.tokens() >= MATMUL_TOKENS
                        ? matmulPass.get()
                        : vectorPass;
        pass.prepare(step, longest);
        team.run(member -> pass.run(step, member, work, wantsLogits));
    }

    @Override
    public void close() {
        matmulPass.ifPresent(MatmulPass::close);
        arena.close();
    }
}
