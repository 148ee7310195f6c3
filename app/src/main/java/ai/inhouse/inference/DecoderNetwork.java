package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The decoder's forward pass over a [Step]. All members of the team run it together, each with its
/// share of the rows, tokens or heads, and meet after each phase. Buffers are made once: a step
/// allocates nothing.
final class DecoderNetwork implements AutoCloseable {
    /// Most tokens in a step: enough to make unpacking a weight cheap beside its use.
    static final int STEP_TOKENS = 96;

    private final ModelConfig config;
    private final Team team;
    private final Arena arena = Arena.ofShared();
    private final List<DecoderBlock> blocks = new ArrayList<>();
    private final PackedMatrix embedding;
    private final PackedMatrix head;
    private final float[] finalNorm;
    private final KeyValuePages pages;
    private final Heads heads;
    private final float epsilon;
    private final PackedMatrix.Scratch[] scratch;
    private final Attention[] attention;

    private final Activations residual;
    private final Activations normed;
    private final Activations qkv;
    private final Activations attended;
    private final Activations gate;
    private final Activations up;
    private Activations logits;

    /// What is done with a row of logits, by one member of the team.
    interface LogitWork {
        /// @param row as [Step#add] numbered it
        /// @param at where its logits begin
        void run(int row, float[] logits, int at, int member);
    }

    /// Packs the weights; they may be closed afterwards.
    DecoderNetwork(Weights weights, WeightFormat format, Team team) {
        this(weights, format, team, KeyValuePages.usualBytes(weights.config()));
    }

    /// @param keyValueBytes most memory for keys and values
    DecoderNetwork(Weights weights, WeightFormat format, Team team, long keyValueBytes) {
        this.config = weights.config();
        this.team = team;
        DecoderBlock.Packer packer = new DecoderBlock.Packer(weights, format, arena, team);
        int d = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        embedding = packer.matrix("model.embed_tokens.weight", vocabulary, d);
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(packer.block(layer));
        }
        finalNorm = packer.vector("model.norm.weight", d);
        head = config.tiedEmbeddings() ? embedding : packer.matrix("lm_head.weight", vocabulary, d);
        pages = new KeyValuePages(config, arena, keyValueBytes);
        heads = new Heads(config);
        epsilon = (float) config.normEpsilon();
        scratch = new PackedMatrix.Scratch[team.size()];
        attention = new Attention[team.size()];
        for (int member = 0; member < team.size(); member++) {
            scratch[member] = new PackedMatrix.Scratch();
            attention[member] = new Attention(config.headSize());
        }
        residual = new Activations(STEP_TOKENS, d);
        normed = new Activations(STEP_TOKENS, d);
        qkv = new Activations(STEP_TOKENS, config.queryWidth() + 2 * config.keyValueWidth());
        attended = new Activations(STEP_TOKENS, config.queryWidth());
        gate = new Activations(STEP_TOKENS, config.intermediateSize());
        up = new Activations(STEP_TOKENS, config.intermediateSize());
        logits = new Activations(1, vocabulary);
    }

    ModelConfig config() {
        return config;
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
        return head.bytes() + blocks.stream().mapToLong(DecoderBlock::bytes).sum();
    }

    /// Computes the step's tokens into their caches, and the logits that are wanted.
    void forward(Step step, LogitWork work) {
        prepare(step, step.logitRows());
        team.run(member -> run(step, member, work, true));
    }

    /// As [#forward], but hands over the normed states from which the logits would be computed.
    void states(Step step, LogitWork work) {
        prepare(step, 0);
        team.run(member -> run(step, member, work, false));
    }

    private void prepare(Step step, int logitRows) {
        int longest = 0;
        for (int token = 0; token < step.tokens(); token++) {
            int positions = step.position(token) + 1;
            step.cache(token).reserve(positions);
            longest = Math.max(longest, positions);
        }
        heads.reserve(longest);
        for (Attention one : attention) {
            one.reserve(longest);
        }
        if (logits.rows() < logitRows) {
            logits = new Activations(logitRows, config.vocabularySize());
        }
    }

    private void run(Step step, int member, LogitWork work, boolean wantsLogits) {
        for (int token = member; token < step.tokens(); token += team.size()) {
            int row = residual.row(token);
            embedding.copyRow(step.id(token), residual.values, row);
            Arrays.fill(residual.values, row + config.hiddenSize(), row + residual.stride, 0);
        }
        team.await();
        for (int layer = 0; layer < blocks.size(); layer++) {
            attend(step, layer, member);
            feedForward(step, blocks.get(layer), member);
        }
        int rows = step.logitRows();
        if (rows == 0) {
            return;
        }
        for (int row = member; row < rows; row += team.size()) {
            int from = residual.row(step.wanted(row));
            Curves.rmsNorm(
                    residual.values,
                    from,
                    normed.values,
                    normed.row(row),
                    config.hiddenSize(),
                    finalNorm,
                    epsilon);
        }
        team.await();
        if (wantsLogits) {
            clear(logits, rows, head, member);
            add(head, normed, rows, logits, member);
            team.await();
        }
        Activations wanted = wantsLogits ? logits : normed;
        for (int row = member; row < rows; row += team.size()) {
            work.run(row, wanted.values, wanted.row(row), member);
        }
    }

    private void attend(Step step, int layer, int member) {
        DecoderBlock block = blocks.get(layer);
        int tokens = step.tokens();
        norm(tokens, block.attentionNorm(), member);
        team.await();
        int from = team.from(member, block.qkv().panels) * Lanes.PANEL;
        int to = team.from(member + 1, block.qkv().panels) * Lanes.PANEL;
        for (int token = 0; token < tokens; token++) {
            System.arraycopy(block.qkvBias(), from, qkv.values, qkv.row(token) + from, to - from);
        }
        add(block.qkv(), normed, tokens, qkv, member);
        team.await();
        for (int token = member; token < tokens; token += team.size()) {
            heads.place(qkv, token, step.position(token), block, step.cache(token), layer);
        }
        team.await();
        int units = tokens * config.heads();
        for (int unit = member; unit < units; unit += team.size()) {
            attendHead(step, unit / config.heads(), unit % config.heads(), layer, member);
        }
        team.await();
        add(block.output(), attended, tokens, residual, member);
        team.await();
    }

    private void feedForward(Step step, DecoderBlock block, int member) {
        int tokens = step.tokens();
        norm(tokens, block.mlpNorm(), member);
        team.await();
        clear(gate, tokens, block.gate(), member);
        clear(up, tokens, block.up(), member);
        add(block.gate(), normed, tokens, gate, member);
        add(block.up(), normed, tokens, up, member);
        int from = team.from(member, block.gate().panels) * Lanes.PANEL;
        int to = team.from(member + 1, block.gate().panels) * Lanes.PANEL;
        for (int token = 0; token < tokens; token++) {
            int row = gate.row(token);
            Curves.swiGlu(gate.values, up.values, row + from, row + to);
        }
        team.await();
        add(block.down(), gate, tokens, residual, member);
        team.await();
    }

    private void norm(int tokens, float[] weight, int member) {
        for (int token = member; token < tokens; token += team.size()) {
            int at = residual.row(token);
            Curves.rmsNorm(
                    residual.values, at, normed.values, at, config.hiddenSize(), weight, epsilon);
        }
    }

    /// Zeroes a member's rows of the product, before it is summed up there.
    private void clear(Activations y, int tokens, PackedMatrix matrix, int member) {
        int from = team.from(member, matrix.panels) * Lanes.PANEL;
        int to = team.from(member + 1, matrix.panels) * Lanes.PANEL;
        for (int token = 0; token < tokens; token++) {
            Arrays.fill(y.values, y.row(token) + from, y.row(token) + to, 0);
        }
    }

    /// A member's rows of `y += W x`.
    private void add(PackedMatrix matrix, Activations x, int tokens, Activations y, int member) {
        int from = team.from(member, matrix.panels);
        int to = team.from(member + 1, matrix.panels);
        matrix.multiply(x, tokens, y, from, to, scratch[member]);
    }

    private void attendHead(Step step, int token, int h, int layer, int member) {
        int headSize = config.headSize();
        attention[member].attend(
                step.cache(token),
                layer,
                h / (config.heads() / config.keyValueHeads()),
                step.position(token) + 1,
                qkv.values,
                qkv.row(token) + h * headSize,
                headSize,
                attended.values,
                attended.row(token) + h * headSize);
    }

    @Override
    public void close() {
        arena.close();
    }
}
