package ai.inhouse.engine;

import static ai.inhouse.engine.Shapes.require;

/// What [SwiGlu] and [GeGlu] share: rows that hold a gate and its factor one after the other. Each
/// has its own loops over a row, in static methods, as vectors must not cross a call.
final class GatedRows {
    private GatedRows() {}

    /// Addresses are of a row: `[2f]` of the gate and its factor, `[f]` of the activation.
    interface Forward {
        void row(Storage s, long gateUp, long activation, int f);
    }

    /// Computes the activation again, and keeps in the scratch what the gradient needs.
    interface Recompute {
        void row(Storage s, long gateUp, long activation, long scratch, int f);
    }

    /// Overwrites `gateUp` with its gradient.
    interface Gradient {
        void row(Storage s, long gateUp, long dActivation, long scratch, int f);
    }

    /// @param gateUp `[n, 2f]`
    /// @param activation `[n, f]`
    static void forward(Tensor gateUp, Tensor activation, Forward forward) {
        int f = activation.width();
        require(gateUp, "gateUp", activation.rows(), 2 * f);
        require(activation, "activation", gateUp.type());
        for (int i = 0; i < gateUp.rows(); i++) {
            long g = gateUp.address(2L * i * f);
            forward.row(gateUp.storage(), g, activation.address((long) i * f), f);
        }
    }

    /// @param gateUp `[n, 2f]`
    /// @param dActivation `[n, f]`
    /// @param activation `[n, f]`
    /// @param scratch `[f]` fp32
    /// @param gradient apart from `recompute`: both in one method were 2.6 times slower, as they
    ///   are more than the JIT inlines into it
    static void backward(
            Tensor gateUp,
            Tensor dActivation,
            Tensor activation,
            Tensor scratch,
            Recompute recompute,
            Gradient gradient) {
        int f = activation.width();
        require(gateUp, "gateUp", activation.rows(), 2 * f);
        require(dActivation, "dActivation", activation.rows(), f);
        require(activation, "activation", gateUp.type());
        require(dActivation, "dActivation", gateUp.type());
        require(scratch, "scratch", 1, f);
        require(scratch, "scratch", ElementType.FLOAT32);
        for (int i = 0; i < gateUp.rows(); i++) {
            long at = (long) i * f;
            long g = gateUp.address(2 * at);
            recompute.row(gateUp.storage(), g, activation.address(at), scratch.address(), f);
            gradient.row(gateUp.storage(), g, dActivation.address(at), scratch.address(), f);
        }
    }
}
