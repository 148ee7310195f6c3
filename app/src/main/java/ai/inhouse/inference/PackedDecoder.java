package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

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

    static PackedDecoder pack(MatrixSource source, Arena arena, Team team) {
        ModelConfig config = source.config();
        PackedMatrix embedding = source.table(arena, team, "model.embed_tokens.weight");
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(DecoderBlock.pack(source, layer, arena, team));
        }
        return new PackedDecoder(
                config,
                embedding,
                List.copyOf(blocks),
                source.vector("model.norm.weight"),
                config.tiedEmbeddings() ? embedding : source.table(arena, team, "lm_head.weight"));
    }

    /// Packs other weights in the place of these.
    void repack(RoundedWeights weights, Arena arena, Team team) {
        List<PackedMatrix> matrices = new ArrayList<>();
        matrices.add(embedding);
        blocks.forEach(block -> block.matrices().forEach(matrices::add));
        if (!config.tiedEmbeddings()) {
            matrices.add(head);
        }
        PackedDecoder packed = pack(new RepackedWeights(weights, matrices.iterator()), arena, team);
        for (int layer = 0; layer < blocks.size(); layer++) {
            blocks.get(layer).takeVectors(packed.blocks.get(layer));
        }
        System.arraycopy(packed.finalNorm, 0, finalNorm, 0, finalNorm.length);
    }

    /// All that a step multiplies by.
    Stream<PackedMatrix> matrices() {
        return Stream.concat(blocks.stream().flatMap(DecoderBlock::matrices), Stream.of(head));
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
        return matrices().mapToLong(PackedMatrix::bytes).sum();
    }

    float epsilon() {
        return (float) config.normEpsilon();
    }
}
