package ai.inhouse.inference;

import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.NativeRuntime;
import ai.inhouse.engine.Tensor;
import ai.inhouse.inference.SharedMatrix.Product;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A step of many tokens by bf16 matrix products, which use the processor's own units for them. The
/// residual stream, norms and softmax stay fp32.
///
/// Weights are the left operand: products lie `[rows, tokens]`, and each member computes its rows.
final class MatmulPass implements Pass, AutoCloseable {
    private final PackedDecoder model;
    private final ModelConfig config;
    private final Team team;
    private final Heads heads;
    private final NativeMemory memory = new NativeMemory();
    private final MatmulBuffers buffers;
    private final StepAttention attention;
    private final MatmulLogits head;
    private final Member[] members;
    private final Activations residual;
    private final Activations qkv;
    private final Activations added;
    private final int capacity;
    private final AdapterUpdates updates;
    private @Nullable AdaptedRows adapted;
    private MatmulBuffers.@Nullable Shapes current;

    /// What one member needs for itself.
    private static final class Member {
        private final TransposedProduct product;
        private final float[] row;
        private final float[] other;

        Member(ModelConfig config, int tokens) {
            product = new TransposedProduct(tokens);
            row = new float[Math.max(Lanes.roundUpToPanel(config.hiddenSize()), tokens)];
            other = new float[tokens];
        }
    }

    /// @param arena for copies of the weights, where they are not kept as bf16
    /// @param copies whether there are such, or they are decoded each time
    /// @param tokens most in a step
    MatmulPass(
            PackedDecoder model, Arena arena, boolean copies, Team team, Heads heads, int tokens) {
        this.model = model;
        this.config = model.config();
        this.team = team;
        this.heads = heads;
        MatmulWeights weights = new MatmulWeights(model, arena, memory, team, copies);
        List<MatmulBuffers.Block> blocks =
                model.blocks().stream()
                        .map(block -> MatmulBuffers.Block.of(block, weights))
                        .toList();
        buffers = new MatmulBuffers(model, blocks, memory, tokens);
        attention = new StepAttention(model, team);
        head = new MatmulLogits(model, weights, memory, team);
        members = new Member[team.size()];
        for (int member = 0; member < members.length; member++) {
            members[member] = new Member(config, tokens);
        }
        residual = new Activations(tokens, config.hiddenSize());
        qkv = new Activations(tokens, config.queryWidth() + 2 * config.keyValueWidth());
        added = new Activations(config.outputNorms() ? tokens : 0, config.hiddenSize());
        updates = new AdapterUpdates(team, tokens);
        capacity = tokens;
    }

    @Override
    public void prepare(Step step, int positions) {
        current = buffers.shapes(step.tokens());
        head.prepare(step.logitRows());
        updates.prepare(step);
        if (updates.any() && adapted == null) {
            adapted = new AdaptedRows(config, memory, capacity);
        }
        attention.reserve(positions);
    }

    @Override
    public void run(Step step, int member, DecoderNetwork.LogitWork work, boolean wantsLogits) {
        MatmulBuffers.Shapes s = current;
        if (s == null) {
            throw new IllegalStateException("the step was not prepared");
        }
        NativeRuntime.computeOnThisThreadOnly();
        for (int token = member; token < step.tokens(); token += team.size()) {
            model.embed(step.id(token), residual.values, residual.row(token));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            attend(step, layer, s, member);
            feedForward(step, layer, s, member);
        }
        head.run(step, residual, member, work, wantsLogits);
    }

    private void attend(Step step, int layer, MatmulBuffers.Shapes s, int member) {
        DecoderBlock block = model.blocks().get(layer);
        MatmulBuffers.Block w = buffers.blocks().get(layer);
        int tokens = step.tokens();
        norm(tokens, block.attentionNorm(), s.normed(), member);
        team.await();
        if (updates.any()) {
            updates.shrink(layer, AdapterUpdates.ATTENTION_INPUT, rows().normed, member);
        }
        w.qkv().multiply(s.qkv(), s.normedT(), member);
        int from = w.qkv().first(member);
        int rows = w.qkv().rows(member);
        for (int token = 0; token < tokens; token++) {
            System.arraycopy(block.qkvBias(), from, qkv.values, qkv.row(token) + from, rows);
        }
        w.qkv().addTo(qkv, tokens, s.qkv(), members[member].product, member);
        updates.meet();
        for (LoraTarget target : AdapterUpdates.ATTENTION_INPUT) {
            updates.expand(layer, target, qkv, from, from + rows);
        }
        team.await();
        for (int token = member; token < tokens; token += team.size()) {
            KeyValueCache cache = step.cache(token);
            int position = step.position(token);
            heads.place(qkv, token, position, block, cache, layer, 0, heads.count());
        }
        team.await();
        attention.attend(step, layer, qkv, s.attended(), member);
        team.await();
        if (updates.any()) {
            widen(s.attended(), tokens, member);
            team.await();
            updates.shrink(layer, AdapterUpdates.ATTENTION_OUTPUT, rows().attended, member);
        }
        w.output().multiply(s.output(), s.attendedT(), member);
        join(layer, LoraTarget.OUT, s.output(), tokens, member);
    }

    private AdaptedRows rows() {
        return Objects.requireNonNull(adapted, "the step was not prepared");
    }

    /// A member's tokens of what attention has made.
    private void widen(Operand attended, int tokens, int member) {
        Activations to = rows().attended;
        for (int token = member; token < tokens; token += team.size()) {
            long at = (long) token * attended.width();
            BrainFloats.widen(attended.memory(), at, to.values, to.row(token), config.queryWidth());
        }
    }

    /// Adds the product of a block's last layer to the stream, normed where the model does.
    private void join(int layer, LoraTarget target, Product[] product, int tokens, int member) {
        DecoderBlock block = model.blocks().get(layer);
        MatmulBuffers.Block w = buffers.blocks().get(layer);
        boolean out = target == LoraTarget.OUT;
        SharedMatrix matrix = out ? w.output() : w.down();
        float[] norm = out ? block.outputNorm() : block.downNorm();
        TransposedProduct by = members[member].product;
        int from = matrix.first(member);
        int to = from + matrix.rows(member);
        updates.meet();
        if (norm.length == 0) {
            matrix.addTo(residual, tokens, product, by, member);
            updates.expand(layer, target, residual, from, to);
            team.await();
            return;
        }
        clear(added, tokens, from, to);
        matrix.addTo(added, tokens, product, by, member);
        updates.expand(layer, target, added, from, to);
        team.await();
        for (int token = member; token < tokens; token += team.size()) {
            Curves.addNormed(
                    added.values,
                    added.row(token),
                    config.hiddenSize(),
                    norm,
                    model.epsilon(),
                    residual.values,
                    residual.row(token));
        }
        team.await();
    }

    private void feedForward(Step step, int layer, MatmulBuffers.Shapes s, int member) {
        DecoderBlock block = model.blocks().get(layer);
        MatmulBuffers.Block w = buffers.blocks().get(layer);
        int tokens = step.tokens();
        norm(tokens, block.mlpNorm(), s.normed(), member);
        team.await();
        if (updates.any()) {
            updates.shrink(layer, AdapterUpdates.MLP_INPUT, rows().normed, member);
        }
        w.gate().multiply(s.gate(), s.normedT(), member);
        w.up().multiply(s.up(), s.normedT(), member);
        Tensor hidden = s.hidden();
        if (updates.any()) {
            gateAdapted(layer, s, tokens, member);
            team.await();
            updates.shrink(layer, AdapterUpdates.MLP_OUTPUT, rows().gate, member);
            hidden = rows().hiddenT(tokens);
        } else {
            gate(s.gate()[member].whole(), s.up()[member].whole().memory(), members[member]);
            team.await();
        }
        w.down().multiply(s.down(), hidden, member);
        join(layer, LoraTarget.DOWN, s.down(), tokens, member);
    }

    /// Row by row, as that is how adapters add.
    private void gateAdapted(int layer, MatmulBuffers.Shapes s, int tokens, int member) {
        MatmulBuffers.Block w = buffers.blocks().get(layer);
        TransposedProduct by = members[member].product;
        AdaptedRows r = rows();
        int from = w.gate().first(member);
        int to = from + w.gate().rows(member);
        clear(r.gate, tokens, from, to);
        clear(r.up, tokens, from, to);
        w.gate().addTo(r.gate, tokens, s.gate(), by, member);
        w.up().addTo(r.up, tokens, s.up(), by, member);
        updates.meet();
        updates.expand(layer, LoraTarget.GATE, r.gate, from, to);
        updates.expand(layer, LoraTarget.UP, r.up, from, to);
        r.gate(model, tokens, from, to);
    }

    private static void clear(Activations y, int tokens, int from, int to) {
        for (int token = 0; token < tokens; token++) {
            Arrays.fill(y.values, y.row(token) + from, y.row(token) + to, 0);
        }
    }

    private void norm(int tokens, float[] weight, Operand out, int member) {
        boolean keeps = updates.any();
        float[] to = keeps ? rows().normed.values : members[member].row;
        int d = config.hiddenSize();
        for (int token = member; token < tokens; token += team.size()) {
            int at = residual.row(token);
            int toAt = keeps ? rows().normed.row(token) : 0;
            Curves.rmsNorm(residual.values, at, to, toAt, d, weight, model.epsilon());
            BrainFloats.narrow(to, toAt, out.memory(), (long) token * out.width(), d);
        }
    }

    /// In place of the gate, a row at a time.
    private void gate(Operand gate, MemorySegment up, Member m) {
        Tensor tensor = gate.tensor();
        int n = tensor.width();
        for (int row = 0; row < tensor.size(0); row++) {
            long at = (long) row * n;
            BrainFloats.widen(gate.memory(), at, m.row, 0, n);
            BrainFloats.widen(up, at, m.other, 0, n);
            model.gate(m.row, m.other, 0, n);
            BrainFloats.narrow(m.row, 0, gate.memory(), at, n);
        }
    }

    @Override
    public void close() {
        attention.close();
        memory.close();
    }
}
