package ai.inhouse.inference;

import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.model.ModelConfig;
import org.jspecify.annotations.Nullable;

/// What a [MatmulPass] holds row by row in fp32 for a step with adapters: their inputs as they were
/// before they were rounded for the products, and the feed-forward part between its products, which
/// is otherwise computed as the products leave it.
final class AdaptedRows {
    /// `[tokens, d]`
    final Activations normed;

    /// `[tokens, H*hd]`
    final Activations attended;

    /// `[tokens, f]`; as `up`
    final Activations gate;

    final Activations up;

    /// The gated feed-forward part, `[tokens, f]`.
    final Operand hidden;

    private final @Nullable Tensor[] transposed;

    /// @param memory owns the tensors
    /// @param tokens most in a step
    AdaptedRows(ModelConfig config, NativeMemory memory, int tokens) {
        normed = new Activations(tokens, config.hiddenSize());
        attended = new Activations(tokens, config.queryWidth());
        gate = new Activations(tokens, config.intermediateSize());
        up = new Activations(tokens, config.intermediateSize());
        int most = Math.ceilDiv(tokens, MatmulBuffers.GRAIN) * MatmulBuffers.GRAIN;
        hidden = Operand.zeros(memory, most, gate.stride);
        transposed = new Tensor[most / MatmulBuffers.GRAIN + 1];
    }

    /// The hidden rows as a right operand, `[f, n]`, for as many tokens filled up to whole grains,
    /// as [MatmulBuffers] does.
    Tensor hiddenT(int tokens) {
        int grains = Math.ceilDiv(tokens, MatmulBuffers.GRAIN);
        Tensor known = transposed[grains];
        if (known == null) {
            known = hidden.tensor().slice(0, grains * MatmulBuffers.GRAIN).transposed();
            transposed[grains] = known;
        }
        return known;
    }

    /// A member's columns of the hidden rows: its rows of the two products, which hold the
    /// adapters' part already, gated and rounded.
    void gate(PackedDecoder model, int tokens, int from, int to) {
        for (int token = 0; token < tokens; token++) {
            int row = gate.row(token);
            model.gate(gate.values, up.values, row + from, row + to);
            long at = (long) token * hidden.width() + from;
            BrainFloats.narrow(gate.values, row + from, hidden.memory(), at, to - from);
        }
    }
}
