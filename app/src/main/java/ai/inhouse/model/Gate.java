package ai.inhouse.model;

import ai.inhouse.engine.GeGlu;
import ai.inhouse.engine.SwiGlu;
import ai.inhouse.engine.Tensor;

/// What gates the feed-forward part.
enum Gate {
    SILU {
        @Override
        void forward(Tensor gateUp, Tensor activation) {
            SwiGlu.forward(gateUp, activation);
        }

        @Override
        void backward(Tensor gateUp, Activations.Gradients g, Tensor activation) {
            SwiGlu.backward(gateUp, g.activation(), activation, g.sigmoids());
        }
    },
    GELU {
        @Override
        void forward(Tensor gateUp, Tensor activation) {
            GeGlu.forward(gateUp, activation);
        }

        @Override
        void backward(Tensor gateUp, Activations.Gradients g, Tensor activation) {
            GeGlu.backward(gateUp, g.activation(), activation, g.sigmoids());
        }
    };

    /// @param gateUp `[n, 2f]`
    /// @param activation `[n, f]`, overwritten
    abstract void forward(Tensor gateUp, Tensor activation);

    /// @param gateUp `[n, 2f]`, overwritten with its gradient
    /// @param g has the gradient of the activation
    /// @param activation `[n, f]`, computed once more
    abstract void backward(Tensor gateUp, Activations.Gradients g, Tensor activation);
}
