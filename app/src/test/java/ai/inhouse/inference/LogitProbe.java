package ai.inhouse.inference;

import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

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
                    rows.addAll(forward(network, step, vocabulary));
                }
            }
            return rows;
        }
    }

    /// Of random tokens, read in steps of pieces of several sequences.
    ///
    /// @param steps of each step's pieces: which cache, and how many tokens
    /// @param wanted which tokens of a piece are to have logits
    static List<float[]> logits(
            DecoderNetwork network,
            List<KeyValueCache> caches,
            int[][][] steps,
            int vocabulary,
            Random random,
            IntPredicate wanted) {
        List<float[]> rows = new ArrayList<>();
        Step step = new Step(DecoderNetwork.STEP_TOKENS);
        int[] positions = new int[caches.size()];
        for (int[][] pieces : steps) {
            step.clear();
            for (int[] piece : pieces) {
                for (int i = 0; i < piece[1]; i++) {
                    int id = random.nextInt(vocabulary);
                    step.add(id, caches.get(piece[0]), positions[piece[0]]++, wanted.test(i));
                }
            }
            rows.addAll(forward(network, step, vocabulary));
        }
        return rows;
    }

    private static List<float[]> forward(DecoderNetwork network, Step step, int vocabulary) {
        float[][] computed = new float[step.logitRows()][];
        network.forward(
                step,
                (row, logits, at, member) ->
                        computed[row] = Arrays.copyOfRange(logits, at, at + vocabulary));
        return List.of(computed);
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
