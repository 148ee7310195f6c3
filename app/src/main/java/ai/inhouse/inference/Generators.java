package ai.inhouse.inference;

import ai.inhouse.model.Weights;

/// Opens generators.
public final class Generators {
    private Generators() {}

    /// The fastest that keeps its weights in this format. Copies the weights into the engine's own
    /// layout; they may be closed afterwards.
    ///
    /// @param threads one a core is best
    public static Generator open(Weights weights, WeightFormat format, int threads) {
        return open(weights, format, Arithmetic.FAST, threads);
    }

    /// As [#open(Weights, WeightFormat, int)], with the choice whether texts must not depend on
    /// what else is in a batch.
    public static Generator open(
            Weights weights, WeightFormat format, Arithmetic arithmetic, int threads) {
        Team team = new Team(threads);
        try {
            return new DecoderGenerator(new DecoderNetwork(weights, format, arithmetic, team));
        } catch (RuntimeException | Error e) {
            team.close();
            throw e;
        }
    }
}
