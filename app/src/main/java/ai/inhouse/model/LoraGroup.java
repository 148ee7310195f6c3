package ai.inhouse.model;

import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Elements.Block;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The adapters within one projection of one block, as a single low-rank product: their `A`s
/// stacked to `[R, in]`, their `B`s on the diagonal of `[out, R]`, `R = rank * adapters`. The scale
/// `alpha / rank` is in `b`.
///
/// @param offset of the first `A` in the adapters' run
/// @param a `[R, in]`, a view of the adapters' copy
/// @param b `[out, R]`, zero off the diagonal
/// @param base `[out, in]` fp32, frozen
/// @param merged `[out, in]`: `base + b a`, what the passes multiply with
/// @param parts the adapters
/// @param masters each part's `B` among the fp32 masters
record LoraGroup(
        Projection projection,
        long offset,
        DecoderTensors.Matrix a,
        Tensor b,
        Tensor base,
        Tensor merged,
        List<Part> parts,
        List<Block> masters) {

    /// One adapter's `B[rows, rank]`.
    ///
    /// @param offset of `B` in the adapters' run
    /// @param row its first row in `b`
    /// @param column its first column in `b`
    record Part(long offset, int row, int column, int rows, int rank) {
        /// Its place in `b` or in `b`'s gradient.
        Block in(Tensor matrix) {
            return new Block(matrix, row, column, rows, rank);
        }

        /// Itself in a run of all adapters.
        Block of(NativeMemory views, Tensor run) {
            Tensor view = views.view(NativeMemory.segment(run), run.type(), offset, rows, rank);
            return new Block(view, 0, 0, rows, rank);
        }
    }

    static List<Part> parts(
            ModelConfig c, LoraConfig lora, ParameterLayout layout, int layer, Projection p) {
        List<Part> parts = new ArrayList<>();
        for (LoraTarget target : lora.targets(p)) {
            long offset = layout.find(LoraConfig.name(layer, target, "lora_B")).offset();
            int column = parts.size() * lora.rank();
            parts.add(new Part(offset, target.firstRow(c), column, target.outputs(c), lora.rank()));
        }
        return parts;
    }

    /// Makes `b` and `merged` follow from the masters.
    ///
    /// @param change `[out, in]`, scratch
    void publish(float scale, Tensor change) {
        for (int i = 0; i < parts.size(); i++) {
            Elements.copyScaled(masters.get(i), parts.get(i).in(b), scale);
        }
        Matmul.mm(change, b, a.weight()); // [out, in]
        Elements.addScaled(base, 1, change, merged);
    }
}
