package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Weights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

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

    /// Bytes of weights that a step reads.
    long bytes() {
        return head.bytes() + blocks.stream().mapToLong(DecoderBlock::bytes).sum();
    }

    float epsilon() {
        return (float) config.normEpsilon();
    }
}
