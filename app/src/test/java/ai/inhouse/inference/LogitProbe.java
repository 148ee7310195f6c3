package ai.inhouse.inference;

import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All logits of some sequences, for comparisons.
final class LogitProbe {
    private LogitProbe() {}

    /// @return a row for each token, sequence after sequence
    static List<float[]> logits(Weights weights, WeightFormat format, int[][] ids, int threads) {
        return logits(weights, format, Arithmetic.EXACT, ids, threads);
    }

    static List<float[]> logits(
            Weights weights, WeightFormat format, Arithmetic arithmetic, int[][] ids, int threads) {
        EngineOptions options = EngineOptions.fast(threads).with(arithmetic);
        return logits(new RoundedWeights(weights, format), options, ids);
    }

    static List<float[]> logits(MatrixSource source, int[][] ids) {
        return logits(source, EngineOptions.fast(2).with(Arithmetic.EXACT), ids);
    }

    static List<float[]> logits(MatrixSource source, EngineOptions options, int[][] ids) {
        int vocabulary = source.config().vocabularySize();
        try (Team team = new Team(options.threads());
                DecoderNetwork network = new DecoderNetwork(source, options, team)) {
            Step step = new Step(DecoderNetwork.STEP_TOKENS);
            List<float[]> rows = new ArrayList<>();
            for (int[] sequence : ids) {
                KeyValueCache cache = network.newCache();
                int position = 0;
                while (position < sequence.length) {
                    step.clear();
                    while (step.room() > 0 && position < sequence.length) {
                        step.add(sequence[position], cache, position++, true);
                    }
                    float[][] computed = new float[step.tokens()][];
                    network.forward(
                            step,
                            (row, logits, at, member) ->
                                    computed[row] =
                                            Arrays.copyOfRange(logits, at, at + vocabulary));
                    rows.addAll(List.of(computed));
                }
            }
            return rows;
        }
    }

    /// Relative, by L2.
    static double error(List<float[]> expected, List<float[]> actual) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.get(i).length; j++) {
                error += Math.pow(actual.get(i)[j] - expected.get(i)[j], 2);
                norm += Math.pow(expected.get(i)[j], 2);
            }
        }
        return Math.sqrt(error / norm);
    }
}
