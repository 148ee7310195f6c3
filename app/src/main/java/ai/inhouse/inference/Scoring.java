package ai.inhouse.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Teacher-forced log-probabilities of many sequences, packed into full steps one after the other.
final class Scoring {
    private final DecoderNetwork network;
    private final Optional<AdapterWeights> adapter;
    private final Step step;
    private final float[][] targets = new float[DecoderNetwork.STEP_TOKENS][];
    private final int[] indices = new int[DecoderNetwork.STEP_TOKENS];
    private final int[] expected = new int[DecoderNetwork.STEP_TOKENS];

    Scoring(DecoderNetwork network, Optional<AdapterWeights> adapter, Step step) {
        this.network = network;
        this.adapter = adapter;
        this.step = step;
    }

    /// @return for each sequence `length - 1` values: log p of each token given those before it
    List<float[]> run(List<int[]> sequences) {
        List<float[]> results = new ArrayList<>();
        List<KeyValueCache> caches = new ArrayList<>();
        step.clear();
        try {
            for (int[] ids : sequences) {
                float[] result = new float[ids.length - 1];
                results.add(result);
                KeyValueCache cache = network.newCache(adapter);
                caches.add(cache);
                // Nothing follows the last token, so it need not be computed.
                for (int position = 0; position < result.length; position++) {
                    int row = step.add(ids[position], cache, position, true);
                    targets[row] = result;
                    indices[row] = position;
                    expected[row] = ids[position + 1];
                    if (step.room() == 0) {
                        compute();
                        caches.subList(0, caches.size() - 1).forEach(KeyValueCache::clear);
                    }
                }
            }
            compute();
            return results;
        } finally {
            caches.forEach(KeyValueCache::clear);
        }
    }

    private void compute() {
        if (step.tokens() > 0) {
            network.forward(step, this::score);
        }
        step.clear();
    }

    private void score(int row, float[] logits, int at, int member) {
        float logit = logits[at + expected[row]];
        double sum = Curves.logSumExp(logits, at, network.config().vocabularySize());
        targets[row][indices[row]] = (float) (logit - sum);
    }
}
