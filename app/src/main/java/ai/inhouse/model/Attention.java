package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.bmm;

import ai.inhouse.engine.AttentionMask;
import ai.inhouse.engine.AttentionTile;
import ai.inhouse.engine.Heads;
import ai.inhouse.engine.Rotary;
import ai.inhouse.engine.Tensor;
import java.util.Optional;
import java.util.OptionalInt;

/// Causal attention with grouped queries, `G = H / KV` query heads for each key head, no key
/// repeated. Each block of queries meets the blocks of keys that it sees one after the other (Dao
/// et al. 2022), so that memory grows with the length and not with its square. Short sequences are
/// one block each, and several are computed together.
final class Attention {
    private final DecoderPass pass;
    private final ModelConfig config;
    private final Rotations rotations;
    private final AttentionBuffers buffers;

    Attention(DecoderPass pass, ModelConfig config, Rotations rotations, AttentionBuffers buffers) {
        this.pass = pass;
        this.config = config;
        this.rotations = rotations;
        this.buffers = buffers;
    }

    /// The tables of layers that see all positions, and of those that see a window.
    record Rotations(Rotary all, Rotary windowed) {}

    /// @param qkv `[n, (H + 2 KV) * hd]`; the output lands in the rows of `kept`
    void forward(int layer, BlockRows input, Team team, Tensor qkv, AttentionActivations kept) {
        BlockRows rows = seen(layer, input);
        Rotary rotary = rotary(layer);
        Heads.split(qkv, rotary, angles(layer, rows), kept.q(), kept.k(), kept.v());
        team.await(); // all keys are written
        float scale = (float) config.attentionScale(layer);
        for (int i = 0; i < buffers.groups().size(); i++) {
            AttentionBuffers.Group b = buffers.groups().get(i);
            AttentionActivations.Group a = kept.groups().get(i);
            Partition.Piece piece = rows.pieces().get(b.first());
            b.running().begin();
            int first = rows.firstSeen(b.first());
            for (int j = first; j <= piece.index(); j++) {
                AttentionActivations.Group keys =
                        j == piece.index() ? a : keys(team, layer, piece, j);
                bmm(b.scores(), a.q(), keys.kTransposed()); // [s KV, G P, P]
                AttentionTile.forward(b.scores(), mask(rows, b, piece, j), scale, b.running());
                bmm(b.product(), b.scores(), keys.v()); // [s KV, G P, hd]
                if (!buffers.single()) {
                    Tensor outputs = b.outputs();
                    AttentionTile.accumulate(b.product(), b.running(), outputs, j == first);
                }
            }
            b.running().end(a.logSum(), b.rowValues());
            Heads.merge(b.outputs(), b.rowValues(), a.rows()); // [s, P, H hd]
        }
        team.await(); // all keys are read
    }

    /// The output's gradient is read from the buffers' rows.
    ///
    /// @param dQkv `[n, (H + 2 KV) * hd]`, overwritten
    void backward(int layer, BlockRows input, Team team, AttentionActivations kept, Tensor dQkv) {
        BlockRows rows = seen(layer, input);
        Rotary rotary = rotary(layer);
        float scale = (float) config.attentionScale(layer);
        buffers.foreign().values().forEach(KeyGradients::clear);
        buffers.groups().forEach(group -> group.keys().clear());
        for (int i = 0; i < buffers.groups().size(); i++) {
            AttentionBuffers.Group b = buffers.groups().get(i);
            AttentionActivations.Group a = kept.groups().get(i);
            Partition.Piece piece = rows.pieces().get(b.first());
            Heads.unmerge(b.dRows(), a.rows(), b.dOutputHeads(), b.rowValues());
            // Its own keys first: the gradients of a block's keys begin with those of its queries.
            for (int j = piece.index(); j >= rows.firstSeen(b.first()); j--) {
                AttentionActivations.Group keys =
                        j == piece.index() ? a : keys(team, layer, piece, j);
                tileBack(a, b, keys, mask(rows, b, piece, j), scale);
                gradients(a, b, keys, piece, rows, j);
            }
        }
        team.await(); // all gradients are found
        for (int i = 0; i < buffers.groups().size() && !buffers.single(); i++) {
            team.collect(pass, rows.pieces().get(i), buffers.groups().get(i).keys());
        }
        Heads.join(buffers.dQ(), buffers.dK(), buffers.dV(), rotary, angles(layer, rows), dQkv);
        team.await(); // all gradients are read
    }

    /// A window hides as a document's start does.
    private BlockRows seen(int layer, BlockRows rows) {
        OptionalInt window = config.window(layer);
        return window.isPresent() ? rows.within(window.getAsInt()) : rows;
    }

    private Rotary rotary(int layer) {
        return config.window(layer).isPresent() ? rotations.windowed() : rotations.all();
    }

    /// Position 0 everywhere rotates nothing, to the bit.
    private int[] angles(int layer, BlockRows rows) {
        return config.rotates(layer) ? rows.angles() : rows.still();
    }

    private static AttentionMask mask(
            BlockRows rows, AttentionBuffers.Group b, Partition.Piece piece, int j) {
        int heads = b.outputs().size(1);
        return new AttentionMask(
                j == piece.index(),
                rows.block(),
                j * rows.block(),
                heads,
                rows.starts(),
                b.first() * rows.block());
    }

    private static AttentionActivations.Group keys(
            Team team, int layer, Partition.Piece query, int index) {
        return team.keys(layer, new Partition.Piece(query.sequence(), index));
    }

    /// Leaves the softmax in the scores and their gradient beside it, a row for each key.
    private void tileBack(
            AttentionActivations.Group a,
            AttentionBuffers.Group b,
            AttentionActivations.Group keys,
            AttentionMask mask,
            float scale) {
        bmm(b.keyScores(), keys.k(), a.qTransposed()); // [s KV, P, G P]
        bmm(b.dKeyScores(), keys.v(), b.dOutputsTransposed()); // [s KV, P, G P]
        AttentionTile.backward(
                b.keyScores(), b.dKeyScores(), mask, scale, a.logSum(), b.rowValues());
    }

    private void gradients(
            AttentionActivations.Group a,
            AttentionBuffers.Group b,
            AttentionActivations.Group keys,
            Partition.Piece piece,
            BlockRows rows,
            int j) {
        var dQ = new KeyGradients.Factors(b.dKeyScoresTransposed(), keys.k()); // [s KV, G P, hd]
        var dK = new KeyGradients.Factors(b.dKeyScores(), a.q()); // [s KV, P, hd]
        var dV = new KeyGradients.Factors(b.keyScores(), b.dOutputs()); // [s KV, P, hd]
        if (buffers.single()) {
            bmm(b.dQ(), dQ.a(), dQ.b());
            b.keys().set(dK, dV);
            return;
        }
        KeyGradients.add(b.dQ(), dQ, b.product(), j == piece.index());
        gradientsOf(piece, rows, b, j).add(dK, dV, b.keyProduct());
    }

    private KeyGradients gradientsOf(
            Partition.Piece query, BlockRows rows, AttentionBuffers.Group b, int j) {
        if (j == query.index()) {
            return b.keys();
        }
        KeyGradients foreign = buffers.foreign().get(new Partition.Piece(query.sequence(), j));
        if (foreign != null) {
            return foreign;
        }
        // A worker's pieces are in the order of positions.
        int local = rows.pieces().indexOf(new Partition.Piece(query.sequence(), j));
        return buffers.groups().get(local).keys();
    }

    /// What this worker found for a block that another has.
    Optional<KeyGradients> foreign(Partition.Piece piece) {
        return Optional.ofNullable(buffers.foreign().get(piece)).filter(KeyGradients::filled);
    }
}
