package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A decoder's weights as the engine keeps them.
///
/// @param embedding `[V, d]`
/// @param finalNorm `[d]`
/// @param head `[V, d]`: the embedding itself where they are tied
record PackedDecoder(
        ModelConfig config,
        PackedMatrix embedding,
        List<DecoderBlock> blocks,
        float[] finalNorm,
        PackedMatrix head) {

    static PackedDecoder pack(Weights weights, WeightFormat format, Arena arena, Team team) {
        ModelConfig config = weights.config();
        DecoderBlock.Packer packer = new DecoderBlock.Packer(weights, format, arena, team);
        int d = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        DecoderBlock.Packer tables =
                new DecoderBlock.Packer(weights, format.forVocabulary(), arena, team);
        PackedMatrix embedding = tables.matrix("model.embed_tokens.weight", vocabulary, d);
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(packer.block(layer));
        }
        return new PackedDecoder(
                config,
                embedding,
                List.copyOf(blocks),
                packer.vector("model.norm.weight", d),
                config.tiedEmbeddings()
                        ? embedding
                        : tables.matrix("lm_head.weight", vocabulary, d));
    }

    /// A token's row, as it enters the stream.
    void embed(int id, float[] stream, int at) {
        embedding.copyRow(id, stream, at);
        if (config.embeddingScale() != 1) {
            float scale = (float) config.embeddingScale();
            for (int i = at; i < at + config.hiddenSize(); i++) {
                stream[i] *= scale;
            }
        }
    }

    /// The first position that a layer sees from one.
    int firstSeen(int layer, int position) {
        OptionalInt window = config.window(layer);
        return window.isEmpty() ? 0 : Math.max(0, position + 1 - window.getAsInt());
    }

    /// Makes the gate of a feed-forward part, in its place.
    void gate(float[] gate, float[] up, int from, int to) {
        if (config.geluGate()) {
            Curves.geGlu(gate, up, from, to);
        } else {
            Curves.swiGlu(gate, up, from, to);
        }
    }

    /// Bytes of weights that a step reads.
    long bytes() {
        return head.bytes() + blocks.stream().mapToLong(DecoderBlock::bytes).sum();
    }

    float epsilon() {
        return (float) config.normEpsilon();
    }
}
