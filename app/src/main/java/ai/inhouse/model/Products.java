package ai.inhouse.model;

import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.Tensor;

/// The products with blocks' matrices, as one worker's passes compute them.
interface Products {
    /// `out = in W^T`
    ///
    /// @param train whether a backward pass will follow: dropout is for these
    void forward(int layer, Projection projection, Tensor in, Tensor out, boolean train);

    /// `dIn = dOut W`
    void backward(int layer, Projection projection, Tensor dOut, Tensor dIn);

    /// With matrices that lie in memory as they are multiplied with.
    record Plain(DecoderTensors matrices) implements Products {
        @Override
        public void forward(int layer, Projection p, Tensor in, Tensor out, boolean train) {
            Matmul.mm(out, in, matrices.block(layer).get(p).transposed());
        }

        @Override
        public void backward(int layer, Projection p, Tensor dOut, Tensor dIn) {
            Matmul.mm(dIn, dOut, matrices.block(layer).get(p).weight());
        }
    }
}
