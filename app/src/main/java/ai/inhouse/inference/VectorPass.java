package ai.inhouse.inference;

import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import java.util.Arrays;

/// A step by vector kernels alone, which stream the packed weights: as fast as memory is for a few
/// tokens.
final class VectorPass implements Pass {
    private final PackedDecoder model;
    private final ModelConfig config;
    private final Team team;
    private final Heads heads;
    private final int tokens;
    private final PackedMatrix.Scratch[] scratch;
    private final Attention[] attention;
    private final AdapterUpdates updates;

    private final Activations residual;

    /// Of each member: all norm the whole stream for themselves, which takes less time than to wait
    /// for one who does it.
    private final Activations[] normed;

    /// What is normed before it joins the stream.
    private final Activations joining;

    private final Activations qkv;
    private final Activations attended;
    private final Activations gate;
    private final Activations up;
    private final Activations logits;

    /// @param tokens most in a step
    VectorPass(PackedDecoder model, Team team, Heads heads, int tokens) {
        this.model = model;
        this.config = model.config();
        this.team = team;
        this.heads = heads;
        this.tokens = tokens;
        scratch = new PackedMatrix.Scratch[team.size()];
        attention = new Attention[team.size()];
        updates = new AdapterUpdates(team, tokens);
        for (int member = 0; member < team.size(); member++) {
            scratch[member] = new PackedMatrix.Scratch();
            attention[member] = new Attention(config.headSize());
        }
        int d = config.hiddenSize();
        residual = new Activations(tokens, d);
        normed = new Activations[team.size()];
        Arrays.setAll(normed, member -> new Activations(tokens, d));
        joining = new Activations(tokens, d);
        qkv = new Activations(tokens, config.queryWidth() + 2 * config.keyValueWidth());
        attended = new Activations(tokens, config.queryWidth());
        gate = new Activations(tokens, config.intermediateSize());
        up = new Activations(tokens, config.intermediateSize());
        logits = new Activations(Math.min(tokens, LOGIT_ROWS), config.vocabularySize());
    }

    /// Most tokens in a step.
    int tokens() {
        return tokens;
    }

    @Override
    public void prepare(Step step, int positions) {
        updates.prepare(step);
        for (Attention one : attention) {
            one.reserve(positions);
        }
    }

    @Override
    public void run(Step step, int member, DecoderNetwork.LogitWork work, boolean wantsLogits) {
        for (int token = member; token < step.tokens(); token += team.size()) {
            model.embed(step.id(token), residual.values, residual.row(token));
        }
        team.await();
        for (int layer = 0; layer < model.blocks().size(); layer++) {
            attend(step, layer, member);
            feedForward(step, layer, member);
        }
        for (int from = 0; from < step.logitRows(); from += LOGIT_ROWS) {
            int to = Math.min(from + LOGIT_ROWS, step.logitRows());
            norm(step, from, to, member);
            if (wantsLogits) {
                logits(to - from, member);
            }
            Activations wanted = wantsLogits ? logits : normed[member];
            for (int row = from + member; row < to; row += team.size()) {
                work.run(row, wanted.values, wanted.row(row - from), member);
            }
            team.await();
        }
    }

    private void norm(Step step, int from, int to, int member) {
        for (int row = from; row < to; row++) {
            int at = residual.row(step.wanted(row));
            norm(at, normed[member].row(row - from), model.finalNorm(), member);
        }
    }

    private void logits(int rows, int member) {
        clear(logits, rows, model.head(), member);
        add(model.head(), normed[member], rows, logits, member);
        team.await();
    }

    private void attend(Step step, int layer, int member) {
        DecoderBlock block = model.blocks().get(layer);
        int tokens = step.tokens();
        norm(tokens, block.attentionNorm(), member);
        updates.shrink(layer, AdapterUpdates.ATTENTION_INPUT, normed[member], member);
        int from = team.from(member, block.qkv().panels) * Lanes.PANEL;
        int to = team.from(member + 1, block.qkv().panels) * Lanes.PANEL;
        for (int token = 0; token < tokens; token++) {
            System.arraycopy(block.qkvBias(), from, qkv.values, qkv.row(token) + from, to - from);
        }
        add(block.qkv(), normed[member], tokens, qkv, member);
        updates.meet();
        for (LoraTarget target : AdapterUpdates.ATTENTION_INPUT) {
            updates.expand(layer, target, qkv, from, to);
        }
        team.await();
        int firstHead = team.from(member, heads.count());
        int endHead = team.from(member + 1, heads.count());
        for (int token = 0; token < tokens; token++) {
            KeyValueCache cache = step.cache(token);
            int position = step.position(token);
            heads.place(qkv, token, position, block, cache, layer, firstHead, endHead);
        }
        team.await();
        int units = tokens * config.heads();
        for (int unit = member; unit < units; unit += team.size()) {
            attendHead(step, unit / config.heads(), unit % config.heads(), layer, member);
        }
        team.await();
        updates.shrink(layer, AdapterUpdates.ATTENTION_OUTPUT, attended, member);
        join(layer, LoraTarget.OUT, attended, tokens, member);
    }

    /// Adds the product of a block's last layer to the stream, normed where the model does.
    private void join(int layer, LoraTarget target, Activations x, int tokens, int member) {
        DecoderBlock block = model.blocks().get(layer);
        boolean out = target == LoraTarget.OUT;
        PackedMatrix matrix = out ? block.output() : block.down();
        float[] norm = out ? block.outputNorm() : block.downNorm();
        int from = team.from(member, matrix.panels) * Lanes.PANEL;
        int to = team.from(member + 1, matrix.panels) * Lanes.PANEL;
        updates.meet();
        if (norm.length == 0) {
            add(matrix, x, tokens, residual, member);
            updates.expand(layer, target, residual, from, to);
            team.await();
            return;
        }
        clear(joining, tokens, matrix, member);
        add(matrix, x, tokens, joining, member);
        updates.expand(layer, target, joining, from, to);
        team.await();
        for (int token = member; token < tokens; token += team.size()) {
            Curves.addNormed(
                    joining.values,
                    joining.row(token),
                    config.hiddenSize(),
                    norm,
                    model.epsilon(),
                    residual.values,
                    residual.row(token));
        }
        team.await();
    }

    private void feedForward(Step step, int layer, int member) {
        DecoderBlock block = model.blocks().get(layer);
        int tokens = step.tokens();
        norm(tokens, block.mlpNorm(), member);
        updates.shrink(layer, AdapterUpdates.MLP_INPUT, normed[member], member);
        clear(gate, tokens, block.gate(), member);
        clear(up, tokens, block.up(), member);
        add(block.gate(), normed[member], tokens, gate, member);
        add(block.up(), normed[member], tokens, up, member);
        int from = team.from(member, block.gate().panels) * Lanes.PANEL;
        int to = team.from(member + 1, block.gate().panels) * Lanes.PANEL;
        updates.meet();
        updates.expand(layer, LoraTarget.GATE, gate, from, to);
        updates.expand(layer, LoraTarget.UP, up, from, to);
        for (int token = 0; token < tokens; token++) {
            int row = gate.row(token);
            model.gate(gate.values, up.values, row + from, row + to);
        }
        team.await();
        updates.shrink(layer, AdapterUpdates.MLP_OUTPUT, gate, member);
        join(layer, LoraTarget.DOWN, gate, tokens, member);
    }

    private void norm(int tokens, float[] weight, int member) {
        for (int token = 0; token < tokens; token++) {
            int at = residual.row(token);
            norm(at, at, weight, member);
        }
    }

    private void norm(int from, int to, float[] weight, int member) {
        Curves.rmsNorm(
                residual.values,
                from,
                normed[member].values,
                to,
                config.hiddenSize(),
                weight,
                model.epsilon());
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
                model.firstSeen(layer, step.position(token)),
                step.position(token) + 1,
                qkv.values,
                qkv.row(token) + h * headSize,
                headSize,
                attended.values,
                attended.row(token) + h * headSize);
    }
}
