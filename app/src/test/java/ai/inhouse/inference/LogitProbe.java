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
        int vocabulary = weights.config().vocabularySize();
        try (Team team = new Team(threads);
                DecoderNetwork network = new DecoderNetwork(weights, format, arithmetic, team)) {
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
}
