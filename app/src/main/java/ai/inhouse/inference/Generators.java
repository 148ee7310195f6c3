package ai.inhouse.inference;

import ai.inhouse.model.Weights;

/// Opens generators.
public final class Generators {
    private Generators() {}

    /// The fastest that keeps its weights in this format. Copies the weights into the engine's own
    /// layout; they may be closed afterwards.
    ///
    /// @param threads one a core is best
    public static BatchingGenerator open(Weights weights, WeightFormat format, int threads) {
        return open(weights, format, Arithmetic.FAST, threads);
    }

    /// As [#open(Weights, WeightFormat, int)], with the choice whether texts must not depend on
    /// what else is in a batch.
    public static BatchingGenerator open(
            Weights weights, WeightFormat format, Arithmetic arithmetic, int threads) {
        return open(
                weights, format, arithmetic, threads, KeyValuePages.usualBytes(weights.config()));
    }

    /// @param keyValueBytes most memory for the keys and values of all texts at once
    /// @throws ai.inhouse.base.InhouseException if that is too little for one text
    public static BatchingGenerator open(
            Weights weights,
            WeightFormat format,
            Arithmetic arithmetic,
            int threads,
            long keyValueBytes) {
        Team team = new Team(threads);
        try {
            return new DecoderGenerator(
                    new DecoderNetwork(weights, format, arithmetic, team, keyValueBytes));
        } catch (RuntimeException | Error e) {
            team.close();
            throw e;
        }
    }
}
