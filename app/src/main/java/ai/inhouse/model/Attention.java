package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.bmm;

import ai.inhouse.engine.CausalSoftmax;
import ai.inhouse.engine.Heads;
import ai.inhouse.engine.Rotary;
import ai.inhouse.engine.Tensor;

/// Causal attention with grouped queries: `s` sequences at a time, `G = H / KV` query heads for
/// each key head, no key repeated.
final class Attention {
    private final float scale;
    private final Rotary rotary;
    private final AttentionBuffers buffers;

    Attention(ModelConfig config, Rotary rotary, AttentionBuffers buffers) {
        this.scale = (float) config.attentionScale();
        this.rotary = rotary;
        this.buffers = buffers;
    }

    /// @param qkv `[B * T, (H + 2 KV) * hd]`; the output lands in the rows of `kept`
    void forward(Tensor qkv, AttentionActivations kept) {
        Heads.split(qkv, rotary, kept.q(), kept.k(), kept.v());
        for (int i = 0; i < buffers.groups().size(); i++) {
            AttentionBuffers.Group b = buffers.groups().get(i);
            AttentionActivations.Group a = kept.groups().get(i);
            bmm(b.scores(), a.q(), a.kTransposed()); // [s KV, G T, T]
            CausalSoftmax.forward(b.scores(), scale, a.logSum(), b.inverse());
            bmm(b.outputs(), b.scores(), a.v()); // [s KV, G T, hd]
            Heads.merge(b.outputHeads(), b.inverse(), a.rows()); // [s, T, H hd]
        }
    }

    /// The output's gradient is read from the buffers' rows.
    ///
    /// @param dQkv `[B * T, (H + 2 KV) * hd]`, overwritten
    void backward(AttentionActivations kept, Tensor dQkv) {
        for (int i = 0; i < buffers.groups().size(); i++) {
            AttentionBuffers.Group b = buffers.groups().get(i);
            AttentionActivations.Group a = kept.groups().get(i);
            Tensor delta = b.inverse(); // [s, H, T]
            Tensor dOutputs = b.outputs(); // [s KV, G T, hd]
            Heads.unmerge(b.dRows(), a.rows(), b.outputHeads(), delta);
            bmm(b.scores(), a.q(), a.kTransposed()); // [s KV, G T, T]
            bmm(b.dScores(), dOutputs, a.vTransposed()); // [s KV, G T, T]
            CausalSoftmax.backward(b.scores(), b.dScores(), scale, a.logSum(), delta);
            bmm(b.dV(), b.scoresTransposed(), dOutputs); // [s KV, T, hd]
            bmm(b.dQ(), b.dScores(), a.k()); // [s KV, G T, hd]
            bmm(b.dK(), b.dScoresTransposed(), a.q()); // [s KV, T, hd]
        }
        Heads.join(buffers.dQ(), buffers.dK(), buffers.dV(), rotary, dQkv);
    }
}
