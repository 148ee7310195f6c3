package ai.inhouse.inference;

import java.util.Arrays;
import java.util.SplittableRandom;

/// A smaller model of the same vocabulary that guesses how a text goes on. It is used by one
/// sequence at a time, between the steps of the model that it guesses for.
final class DraftModel implements AutoCloseable {
    private final DecoderNetwork network;
    private final Step step = new Step(DecoderNetwork.STEP_TOKENS);
    private final Sampler sampler;
    private final float[] logits;
    private final StepTimes times = new StepTimes();

    DraftModel(DecoderNetwork network) {
        this.network = network;
        this.sampler = new Sampler(network.config().vocabularySize());
        this.logits = new float[network.config().vocabularySize()];
    }

    KeyValueCache newCache() {
        return network.newCache();
    }

    int vocabulary() {
        return logits.length;
    }

    /// Longest text that it can guess for.
    int maxLength() {
        return network.config().maxLength();
    }

    /// How long its step takes as a share of the other model's.
    double share(StepTimes other, long otherBytes) {
        return times.one() > 0 && other.one() > 0
                ? times.one() / other.one()
                : (double) network.weightBytes() / otherBytes;
    }

    /// Reads tokens, and keeps the logits after the last.
    ///
    /// @param ids of which those in `from` to below `to` are read
    /// @param position of the first that is read
    /// @param cache with room for them
    void read(int[] ids, int from, int to, int position, KeyValueCache cache) {
        long start = System.nanoTime();
        for (int at = from; at < to; ) {
            step.clear();
            for (; at < to && step.room() > 0; at++) {
                step.add(ids[at], cache, position + at - from, at == to - 1);
            }
            network.forward(
                    step,
                    (row, values, first, member) ->
                            System.arraycopy(values, first, logits, 0, logits.length));
        }
        times.took(to - from, System.nanoTime() - start);
    }

    /// The token that it finds likeliest after what it read last.
    int likeliest() {
        return Curves.argMax(logits, 0, logits.length);
    }

    /// A token drawn as the sampling says.
    ///
    /// @param chances receives how likely each was
    int draw(Generator.Sampling sampling, SplittableRandom random, float[] chances) {
        Arrays.fill(chances, 0);
        return sampler.propose(logits, sampling, random, chances);
    }

    @Override
    public void close() {
        network.close();
    }
}
