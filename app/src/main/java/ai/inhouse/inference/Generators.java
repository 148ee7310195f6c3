package ai.inhouse.inference;

import ai.inhouse.model.Weights;

/// Opens generators.
public final class Generators {
    private Generators() {}

    /// Copies the weights into the engine's own layout. They may be closed afterwards.
    ///
    /// @param threads one a core is best
    public static Generator open(Weights weights, WeightFormat format, int threads) {
        Team team = new Team(threads);
        try {
            return new DecoderGenerator(new DecoderNetwork(weights, format, team));
        } catch (RuntimeException | Error e) {
            team.close();
            throw e;
        }
    }
}
