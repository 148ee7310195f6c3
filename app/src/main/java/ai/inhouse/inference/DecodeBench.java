package ai.inhouse.inference;

import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Measures the engine on random tokens: one stream, a prompt, or a batch, as llama.cpp's
/// `llama-bench` and `llama-batched-bench` do, so that figures stand side by side.
public final class DecodeBench {
    private static final int ROUNDS = 3;
    private static final int WARM_UP_TOKENS = 48;

    private final Weights weights;
    private final WeightFormat format;
    private final int threads;

    /// @param tokens counted in the measured time: written ones, or read ones for a prompt
    /// @param tokensPerSecond the best of three rounds
    /// @param weightBytes that each step reads
    /// @param readBytesPerSecond measured in the same run, by as many threads
    /// @param shareOfReadBandwidth how much of it the steps' reading of weights was; only decoding
    ///   is limited by it
    public record Result(
            String workload,
            WeightFormat format,
            int threads,
            int streams,
            int tokens,
            double durationSeconds,
            double tokensPerSecond,
            long weightBytes,
            double readBytesPerSecond,
            double shareOfReadBandwidth) {}

    public DecodeBench(Weights weights, WeightFormat format, int threads) {
        this.weights = weights;
        this.format = format;
        this.threads = threads;
    }

    /// One stream that writes `tokens` tokens.
    public Result decode(int tokens) {
        return run("decode", 1, tokens);
    }

    /// `streams` streams that write `tokens` tokens each.
    public Result batch(int streams, int tokens) {
        return run("batch", streams, tokens);
    }

    /// A prompt of `tokens` tokens.
    public Result prefill(int tokens) {
        return run("prefill", 1, tokens);
    }

    private Result run(String workload, int streams, int tokens) {
        Team team = new Team(threads);
        DecoderNetwork network = new DecoderNetwork(weights, format, Arithmetic.FAST, team);
        long weightBytes = network.weightBytes();
        double bandwidth = ReadBandwidth.measure(team);
        try (DecoderGenerator generator = new DecoderGenerator(network)) {
            boolean writes = !workload.equals("prefill");
            double best = Double.POSITIVE_INFINITY;
            once(generator, streams, writes ? WARM_UP_TOKENS : tokens, writes);
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.min(best, once(generator, streams, tokens, writes));
            }
            double steps = writes ? tokens : Math.ceilDiv(tokens, DecoderNetwork.STEP_TOKENS);
            return new Result(
                    workload,
                    format,
                    threads,
                    streams,
                    streams * tokens,
                    best,
                    streams * tokens / best,
                    weightBytes,
                    bandwidth,
                    steps * weightBytes / best / bandwidth);
        }
    }

    /// @return seconds
    private double once(DecoderGenerator generator, int streams, int tokens, boolean writes) {
        Random random = new Random(7);
        List<int[]> prompts = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            int length = writes ? 1 : tokens;
            int vocabulary = weights.config().vocabularySize();
            prompts.add(random.ints(length, 0, vocabulary).toArray());
        }
        long start = System.nanoTime();
        generator.generate(prompts, Generator.Sampling.greedy(writes ? tokens : 1, List.of()));
        return (System.nanoTime() - start) / 1e9;
    }
}
