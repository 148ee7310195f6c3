package ai.inhouse.inference;

import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.Weights;

/// Opens generators.
public final class Generators {
    private Generators() {}

    /// The fastest that keeps its weights in this format. Copies the weights into the engine's own
    /// layout; they may be closed afterwards.
    ///
    /// @param threads one a core is best
    public static BatchingGenerator open(Weights weights, WeightFormat format, int threads) {
        return open(weights, format, EngineOptions.fast(threads));
    }

    /// As [#open(Weights, WeightFormat, int)], with the choice whether texts must not depend on
    /// what else is in a batch.
    public static BatchingGenerator open(
            Weights weights, WeightFormat format, Arithmetic arithmetic, int threads) {
        return open(weights, format, EngineOptions.fast(threads).with(arithmetic));
    }

    /// @throws ai.inhouse.base.InhouseException if the memory for keys and values is too little for
    ///   one text
    public static BatchingGenerator open(
            Weights weights, WeightFormat format, EngineOptions options) {
        return open(new RoundedWeights(weights, format), options, true);
    }

    /// One whose matrices are in the very blocks of a file, which may be closed afterwards.
    ///
    /// @throws ai.inhouse.base.InhouseException if the memory for keys and values is too little for
    ///   one text
    public static BatchingGenerator open(GgufWeights file, EngineOptions options) {
        return open(new FileBlocks(file), options, true);
    }

    /// As [#open(Weights, WeightFormat, int)], for a model in training. Its weights are bf16: one
    /// copy serves all its products.
    public static ReloadableGenerator reloadable(Weights weights, int threads) {
        return open(
                new RoundedWeights(weights, WeightFormat.BF16), EngineOptions.fast(threads), true);
    }

    /// @param speculates whether texts that are written alone are drafted
    static DecoderGenerator open(MatrixSource source, EngineOptions options, boolean speculates) {
        Team team = new Team(options.threads());
        try {
            return new DecoderGenerator(new DecoderNetwork(source, options, team), speculates);
        } catch (RuntimeException | Error e) {
            team.close();
            throw e;
        }
    }
}
