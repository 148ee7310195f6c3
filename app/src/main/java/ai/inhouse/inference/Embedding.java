package ai.inhouse.inference;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The mean of a text's final states, as a vector of length 1: what a model that was not trained
/// for it can say of a text's meaning. Texts are read step by step, so that others' steps come
/// between.
final class Embedding {
    private final DecoderNetwork network;
    private final Optional<AdapterWeights> adapter;
    private final Step step;
    private final ReentrantLock lock;

    Embedding(
            DecoderNetwork network,
            Optional<AdapterWeights> adapter,
            Step step,
            ReentrantLock lock) {
        this.network = network;
        this.adapter = adapter;
        this.step = step;
        this.lock = lock;
    }

    /// @return `[hiddenSize]`
    float[] of(int[] ids) {
        int width = network.config().hiddenSize();
        double[] sum = new double[width];
        float[][] states = new float[DecoderNetwork.STEP_TOKENS][width];
        KeyValueCache cache = network.newCache(adapter);
        int position = 0;
        try {
            while (position < ids.length) {
                int next = read(ids, position, cache, states);
                add(states, next - position, sum);
                position = next;
            }
        } finally {
            lock.lock();
            try {
                cache.clear();
            } finally {
                lock.unlock();
            }
        }
        return normalized(sum);
    }

    /// @return the position after those that were read
    private int read(int[] ids, int from, KeyValueCache cache, float[][] states) {
        lock.lock();
        try {
            step.clear();
            int position = from;
            while (position < ids.length && step.room() > 0) {
                step.add(ids[position], cache, position++, true);
            }
            network.states(
                    step,
                    (row, values, at, member) ->
                            System.arraycopy(values, at, states[row], 0, states[row].length));
            return position;
        } finally {
            lock.unlock();
        }
    }

    private static void add(float[][] states, int rows, double[] sum) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += states[row][i];
            }
        }
    }

    private static float[] normalized(double[] sum) {
        double square = 0;
        for (double one : sum) {
            square += one * one;
        }
        float[] vector = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            vector[i] = (float) (sum[i] / Math.sqrt(square));
        }
        return vector;
    }
}
