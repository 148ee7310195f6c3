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

    /// Tokens of an exact step beside fast ones.
    static final int EXACT_TOKENS = 64;

    private final PackedDecoder model;
    private final Team team;
    private final Arena arena = LargePageArena.ofShared();
    private final KeyValuePages pages;
    private final Heads heads;
    private VectorPass vectorPass;
    private final Optional<MatmulPass> matmulPass;

    /// What is done with a row of logits, by one member of the team.
    interface LogitWork {
        /// @param row as [Step#add] numbered it
        /// @param at where its logits begin
        void run(int row, float[] logits, int at, int member);
    }

    /// Packs the weights; they may be closed afterwards.
    DecoderNetwork(Weights weights, WeightFormat format, Arithmetic arithmetic, Team team) {
        this(
                new RoundedWeights(weights, format),
                EngineOptions.fast(team.size()).with(arithmetic),
                team);
    }

    /// @param team of as many members as the options say
    DecoderNetwork(MatrixSource source, EngineOptions options, Team team) {
        this.team = team;
        this.model = PackedDecoder.pack(source, arena, team);
        boolean fast =
                options.arithmetic() == Arithmetic.FAST && source.format() != WeightFormat.F32;
        CacheElements elements = fast ? new CacheElements.Half() : new CacheElements.Whole();
        long bytes =
                options.keyValueBytes().orElseGet(() -> KeyValuePages.usualBytes(model.config()));
        this.pages = new KeyValuePages(model.config(), elements, arena, bytes);
        this.heads = new Heads(model.config());
        this.matmulPass =
                fast && NativeRuntime.capabilities().fastBf16()
                        ? Optional.of(
                                new MatmulPass(
                                        model,
                                        arena,
                                        options.keepsCopy(),
                                        team,
                                        heads,
                                        STEP_TOKENS))
                        : Optional.empty();
        int most = isFast() ? MATMUL_TOKENS - 1 : STEP_TOKENS;
        this.vectorPass = new VectorPass(model, team, heads, most);
    }

    /// Packs other weights in the place of the old ones, which are bf16, and forgets all keys and
    /// values.
    void reload(Weights weights) {
        model.repack(new RoundedWeights(weights, WeightFormat.BF16), arena, team);
        pages.forgetShared();
    }

    /// Whether it matters in what arithmetic a step is computed: if not, all are exact.
    boolean isFast() {
        return matmulPass.isPresent();
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
        return newCache(Optional.empty());
    }

    /// As [#newCache()], of a sequence that is computed with an adapter.
    KeyValueCache newCache(Optional<AdapterWeights> adapter) {
        return new KeyValueCache(pages, Optional.empty(), adapter);
    }

    /// Bytes of weights that a step reads.
    long weightBytes() {
        return model.bytes();
    }

    /// Computes the step's tokens into their caches, and the logits that are wanted.
    void forward(Step step, LogitWork work) {
        forward(step, Arithmetic.FAST, work);
    }

    /// As [#forward(Step, LogitWork)], in one order of sums where that is asked for.
    void forward(Step step, Arithmetic arithmetic, LogitWork work) {
        run(step, arithmetic, work, true);
    }

    /// As [#forward], but hands over the normed states from which the logits would be computed.
    void states(Step step, LogitWork work) {
        run(step, Arithmetic.FAST, work, false);
    }

    private void run(Step step, Arithmetic arithmetic, LogitWork work, boolean wantsLogits) {
        int longest = 0;
        for (int token = 0; token < step.tokens(); token++) {
            int positions = step.position(token) + 1;
            step.cache(token).reserve(positions);
            longest = Math.max(longest, positions);
        }
        heads.reserve(longest);
        Pass pass = pass(step.tokens(), arithmetic);
        pass.prepare(step, longest);
        team.run(member -> pass.run(step, member, work, wantsLogits));
    }

    private Pass pass(int tokens, Arithmetic arithmetic) {
        if (arithmetic == Arithmetic.FAST && isFast() && tokens >= MATMUL_TOKENS) {
            return matmulPass.orElseThrow();
        }
        if (tokens > vectorPass.tokens()) {
            int most = Math.max(tokens, EXACT_TOKENS);
            vectorPass = new VectorPass(model, team, heads, most);
        }
        return vectorPass;
    }

    @Override
    public void close() {
        matmulPass.ifPresent(MatmulPass::close);
        arena.close();
    }
}
