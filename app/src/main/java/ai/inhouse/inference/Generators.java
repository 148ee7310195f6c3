package ai.inhouse.inference;

import ai.inhouse.model.Weights;

/// Opens generators.
public final class Generators {
    private Generators() {}

    /// Copies the weights into the engine's own layout. They may be closed afterwards.
    ///
    /// @param threads one a core is best
    public static BatchingGenerator open(Weights weights, WeightFormat format, int threads) {
        return open(weights, format, threads, KeyValuePages.usualBytes(weights.config()));
    }

    /// @param keyValueBytes most memory for the keys and values of all texts at once
    /// @throws ai.inhouse.base.InhouseException if that is too little for one text
    public static BatchingGenerator open(
            Weights weights, WeightFormat format, int threads, long keyValueBytes) {
        Team team = new Team(threads);
        try {
            return new DecoderGenerator(new DecoderNetwork(weights, format, team, keyValueBytes));
        } catch (RuntimeException | Error e) {
            team.close();
            throw e;
        }
    }
}
