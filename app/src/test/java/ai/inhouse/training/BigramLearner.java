package ai.inhouse.training;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Reference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The smallest real language model: one row of logits for each token, true gradients and AdamW.
/// For tests of what stands above a learner.
public final class BigramLearner implements Learner {
    private final int vocabulary;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment weights;
    private final MemorySegment mean;
    private final MemorySegment square;
    private final double[] gradients;
    private final MemorySegment values;
    private final double[] valueGradients;
    private Batch lastScored = new Batch(0, 0, new int[0], new int[0], new float[0]);
    private Batch last = new Batch(0, 0, new int[0], new int[0], new float[0]);

    public BigramLearner(int vocabulary, long seed) {
        this.vocabulary = vocabulary;
        long bytes = (long) vocabulary * vocabulary * Float.BYTES;
        weights = arena.allocate(bytes, Float.BYTES);
        mean = arena.allocate(bytes, Float.BYTES);
        square = arena.allocate(bytes, Float.BYTES);
        gradients = new double[vocabulary * vocabulary];
        values = arena.allocate((long) vocabulary * Float.BYTES, Float.BYTES);
        valueGradients = new double[vocabulary];
        Random random = new Random(seed);
        for (int i = 0; i < gradients.length; i++) {
            set(weights, i, random.nextGaussian() * 0.1);
        }
    }

    @Override
    public ModelConfig config() {
        return new ModelConfig(
                ModelConfig.Architecture.LLAMA,
                vocabulary,
                vocabulary,
                1,
                1,
                1,
                1,
                1,
                1024,
                1,
                Optional.empty(),
                0,
                false,
                false,
                false);
    }

    public MemorySegment weights() {
        return weights;
    }

    /// What each token is worth, 0 at first; plain gradient descent moves it.
    public MemorySegment values() {
        return values;
    }

    public double[] valueGradients() {
        return valueGradients;
    }

    public double[] gradients() {
        return gradients;
    }

    /// Of each token, row by row, after each other one.
    public double[][] logProbabilities() {
        double[][] logs = new double[vocabulary][];
        for (int token = 0; token < vocabulary; token++) {
            logs[token] = Arrays.stream(probabilities(token)).map(Math::log).toArray();
        }
        return logs;
    }

    /// Moves weights, or values, by normal steps with a deviation of a half.
    public static void moveAway(MemorySegment floats, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < floats.byteSize() / Float.BYTES; i++) {
            set(floats, i, get(floats, i) + 0.5 * random.nextGaussian());
        }
    }

    @Override
    public float[] logProbabilities(Batch batch) {
        float[] result = new float[batch.tokens().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) Math.log(probabilities(batch.tokens()[i])[batch.targets()[i]]);
        }
        return result;
    }

    @Override
    public float[] forward(Batch batch) {
        last = batch;
        return logProbabilities(batch);
    }

    @Override
    public void backward(float[] tokenWeights) {
        for (int i = 0; i < tokenWeights.length; i++) {
            if (tokenWeights[i] == 0) {
                continue;
            }
            int token = last.tokens()[i];
            double[] p = probabilities(token);
            p[last.targets()[i]] -= 1;
            for (int j = 0; j < vocabulary; j++) {
                gradients[token * vocabulary + j] += tokenWeights[i] * p[j];
            }
        }
    }

    @Override
    public double lossAndGradient(Batch batch) {
        float[] logProbabilities = forward(batch);
        backward(batch.weights());
        double loss = 0;
        for (int i = 0; i < logProbabilities.length; i++) {
            loss -= batch.weights()[i] * logProbabilities[i];
        }
        return loss;
    }

    @Override
    public float[] divergences(Batch batch, Reference reference) {
        throw new UnsupportedOperationException("a decoder's distribution is none over pairs");
    }

    @Override
    public void backwardDivergences(float[] tokenWeights) {
        throw new UnsupportedOperationException("a decoder's distribution is none over pairs");
    }

    /// Each token has a value of its own.
    @Override
    public float[] scores(Batch batch) {
        float[] scores = new float[batch.tokens().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = batch.weights()[i] == 0 ? 0 : (float) get(values, batch.tokens()[i]);
        }
        return scores;
    }

    @Override
    public float[] forwardScores(Batch batch) {
        lastScored = batch;
        return scores(batch);
    }

    @Override
    public void backwardScores(float[] scoreWeights) {
        for (int i = 0; i < scoreWeights.length; i++) {
            valueGradients[lastScored.tokens()[i]] += scoreWeights[i];
        }
    }

    @Override
    public double step(OptimizerStep s) {
        double norm = 0;
        for (double gradient : gradients) {
            norm += gradient * gradient;
        }
        norm = Math.sqrt(norm);
        double scale = Math.min(1, s.maxGradientNorm() / (norm + 1e-6));
        for (int i = 0; i < gradients.length; i++) {
            update(i, gradients[i] * scale, s);
            gradients[i] = 0;
        }
        for (int token = 0; token < vocabulary; token++) {
            set(values, token, get(values, token) - s.learningRate() * valueGradients[token]);
            valueGradients[token] = 0;
        }
        return norm;
    }

    private void update(int i, double gradient, OptimizerStep s) {
        double m = s.beta1() * get(mean, i) + (1 - s.beta1()) * gradient;
        double v = s.beta2() * get(square, i) + (1 - s.beta2()) * gradient * gradient;
        set(mean, i, m);
        set(square, i, v);
        double mHat = m / (1 - Math.pow(s.beta1(), (double) s.number()));
        double vHat = v / (1 - Math.pow(s.beta2(), (double) s.number()));
        double decayed = get(weights, i) * (1 - s.learningRate() * s.weightDecay());
        set(weights, i, decayed - s.learningRate() * mHat / (Math.sqrt(vHat) + s.epsilon()));
    }

    private double[] probabilities(int token) {
        double[] p = new double[vocabulary];
        double sum = 0;
        for (int j = 0; j < vocabulary; j++) {
            p[j] = Math.exp(get(weights, token * vocabulary + j));
            sum += p[j];
        }
        for (int j = 0; j < vocabulary; j++) {
            p[j] /= sum;
        }
        return p;
    }

    @Override
    public List<StateTensor> state() {
        List<Integer> shape = List.of(vocabulary, vocabulary);
        return List.of(
                new StateTensor("weights", shape, weights),
                new StateTensor("adam.mean", shape, mean),
                new StateTensor("adam.square", shape, square),
                new StateTensor("values", List.of(vocabulary), values));
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {
        arena.close();
    }

    private static double get(MemorySegment memory, int i) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }

    private static void set(MemorySegment memory, int i, double value) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
    }
}
