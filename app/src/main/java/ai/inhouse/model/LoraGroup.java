package ai.inhouse.model;

import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Elements.Block;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RowMagnitude;
import ai.inhouse.engine.Tensor;
import java.util.List;
import java.util.Optional;

/// The adapters within one projection of one block, as a single low-rank product: their `A`s
/// stacked to `[R, in]`, their `B`s on the diagonal of `[out, R]`, `R = rank * adapters`. The
/// adapters' scale is in `b`, and so are the factors of the magnitudes.
///
/// @param offset of the first `A` in the adapters' run
/// @param a `[R, in]`, a view of the adapters' copy
/// @param b `[out, R]`, zero off the diagonal
/// @param bTransposed a view of it
/// @param parts the adapters
/// @param masters each part's `B` among the fp32 masters
record LoraGroup(
        int layer,
        Projection projection,
        long offset,
        DecoderTensors.Matrix a,
        Tensor b,
        Tensor bTransposed,
        List<Part> parts,
        List<Block> masters,
        Optional<Magnitude> magnitude) {

    /// One adapter's `B[rows, rank]`.
    ///
    /// @param offset of `B` in the adapters' run
    /// @param magnitude of its magnitudes there; unused where there are none
    /// @param row its first row in `b`
    /// @param column its first column in `b`
    record Part(long offset, long magnitude, int row, int column, int rows, int rank) {
        /// Its place in `b` or in `b`'s gradient.
        Block in(Tensor matrix) {
            return new Block(matrix, row, column, rows, rank);
        }

        /// Itself in a run of all adapters.
        Block of(NativeMemory views, Tensor run) {
            Tensor view = views.view(NativeMemory.segment(run), run.type(), offset, rows, rank);
            return new Block(view, 0, 0, rows, rank);
        }

        /// `[rows]`: its magnitudes in a run of all adapters.
        Tensor magnitudes(NativeMemory views, Tensor run) {
            return views.view(NativeMemory.segment(run), run.type(), magnitude, rows);
        }
    }

    /// @param factors `[out]` fp32: 1 where a row belongs to no adapter
    /// @param rows each part's, among the fp32 masters
    record Magnitude(Tensor factors, List<RowMagnitude.Scaled> rows) {}

    /// Makes `b` and what is merged follow from the masters.
    void publish(float scale, FrozenBase base, LoraScratch scratch) {
        for (int i = 0; i < parts.size(); i++) {
            Elements.copyScaled(masters.get(i), parts.get(i).in(b), scale);
        }
        Optional<Tensor> merged = base.merged(layer, projection);
        if (merged.isEmpty() && magnitude.isEmpty()) {
            return;
        }
        Tensor frozen = base.matrix(layer, projection, scratch);
        Tensor change = scratch.product(projection, b.type()).weight();
        Matmul.mm(change, b, a.weight()); // [out, in]
        if (magnitude.isEmpty()) {
            merged.ifPresent(out -> Elements.addScaled(frozen, 1, change, out));
            return;
        }
        Tensor factors = magnitude.get().factors();
        for (RowMagnitude.Scaled s : magnitude.get().rows()) {
            RowMagnitude.factors(frozen, change, s.first(), s.magnitudes(), factors);
        }
        RowMagnitude.scale(b, factors);
        merged.ifPresent(out -> RowMagnitude.merge(frozen, change, factors, out));
    }
}
