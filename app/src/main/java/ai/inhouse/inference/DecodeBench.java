package ai.inhouse.inference;

import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.inference.Generator.Drafts;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.Weights;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Measures the engine on random tokens: one stream, a prompt, or a batch, as llama.cpp's
/// `llama-bench` and `llama-batched-bench` do, so that figures stand side by side. Drafts are off
/// unless asked for: a model that repeats itself would be measured by them.
public final class DecodeBench {
    private static final int ROUNDS = 3;
    private static final int WARM_UP_TOKENS = 48;

    private final MatrixSource source;
    private final EngineOptions options;
    private final boolean speculates;
    private final AdapterLoad adapters;

    /// @param adapters with which the streams were asked, in turn
    /// @param tokens counted in the measured time: written ones, or read ones for a prompt
    /// @param tokensPerSecond the best of three rounds
    /// @param cpuSeconds of the whole process in the round that took the least of it, waiting by
    ///   spinning included
    /// @param weightBytes that each step reads
    /// @param peakRssBytes of the process so far, reading the weights included; 0 where unknown
    /// @param readBytesPerSecond measured in the same run, by as many threads
    /// @param shareOfReadBandwidth how much of it the steps' reading of weights was; only decoding
    ///   is limited by it
    /// @param drafted tokens that were guessed in a round
    /// @param accepted those of them that were written
    public record Result(
            String workload,
            WeightFormat format,
            int threads,
            int streams,
            int adapters,
            int tokens,
            double durationSeconds,
            double tokensPerSecond,
            double cpuSeconds,
            long weightBytes,
            long peakRssBytes,
            double readBytesPerSecond,
            double shareOfReadBandwidth,
            int drafted,
            int accepted) {}

    /// Adapters that the streams are asked with, in turn.
    ///
    /// @param count none for 0
    public record AdapterLoad(int count, int rank) {
        public static final AdapterLoad NONE = new AdapterLoad(0, 1);
    }

    /// One round.
    private record Round(double seconds, double cpuSeconds, Drafts drafts) {}

    public DecodeBench(Weights weights, WeightFormat format, EngineOptions options) {
        this(new RoundedWeights(weights, format), options, false, AdapterLoad.NONE);
    }

    public DecodeBench(GgufWeights file, EngineOptions options) {
        this(new FileBlocks(file), options, false, AdapterLoad.NONE);
    }

    private DecodeBench(
            MatrixSource source, EngineOptions options, boolean speculates, AdapterLoad adapters) {
        this.source = source;
        this.options = options;
        this.speculates = speculates;
        this.adapters = adapters;
    }

    /// The same with or without drafts.
    public DecodeBench speculating(boolean drafts) {
        return new DecodeBench(source, options, drafts, adapters);
    }

    /// The same with adapters on all layers.
    public DecodeBench with(AdapterLoad load) {
        return new DecodeBench(source, options, speculates, load);
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
        double bandwidth = bandwidth();
        try (DecoderGenerator generator = Generators.open(source, options, speculates)) {
            boolean writes = !workload.equals("prefill");
            List<AdapterWeights> loaded = adapters(generator);
            once(generator, loaded, streams, writes ? WARM_UP_TOKENS : tokens, writes);
            List<Round> rounds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                rounds.add(once(generator, loaded, streams, tokens, writes));
            }
            double best = rounds.stream().mapToDouble(Round::seconds).min().orElseThrow();
            double steps = writes ? tokens : Math.ceilDiv(tokens, DecoderNetwork.STEP_TOKENS);
            long weightBytes = generator.weightBytes();
            Drafts drafts = rounds.getLast().drafts();
            return new Result(
                    workload,
                    source.format(),
                    options.threads(),
                    streams,
                    adapters.count(),
                    streams * tokens,
                    best,
                    streams * tokens / best,
                    rounds.stream().mapToDouble(Round::cpuSeconds).min().orElseThrow(),
                    weightBytes,
                    ProcessMemory.peakBytes().orElse(0),
                    bandwidth,
                    steps * weightBytes / best / bandwidth,
                    drafts.drafted(),
                    drafts.accepted());
        }
    }

    private double bandwidth() {
        try (Team team = new Team(options.threads())) {
            return ReadBandwidth.measure(team);
        }
    }

    private List<AdapterWeights> adapters(DecoderGenerator generator) {
        List<AdapterWeights> loaded = new ArrayList<>();
        for (int i = 0; i < adapters.count(); i++) {
            LoraConfig lora = LoraConfig.ofRank(adapters.rank(), i);
            try (Adapter adapter = Adapter.random(source.config(), lora)) {
                loaded.add(generator.prepare(adapter));
            }
        }
        return loaded;
    }

    private Round once(
            DecoderGenerator generator,
            List<AdapterWeights> loaded,
            int streams,
            int tokens,
            boolean writes) {
        Random random = new Random(7);
        List<int[]> prompts = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            int length = writes ? 1 : tokens;
            int vocabulary = source.config().vocabularySize();
            prompts.add(random.ints(length, 0, vocabulary).toArray());
        }
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        var sampling = Generator.Sampling.greedy(writes ? tokens : 1, List.of());
        Drafts drafts =
                generator
                        .run(
                                prompts,
                                sampling,
                                id -> true,
                                i ->
                                        loaded.isEmpty()
                                                ? Optional.empty()
                                                : Optional.of(loaded.get(i % loaded.size())))
                        .getFirst()
                        .drafts();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(seconds, cpuSeconds() - cpu, drafts);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9;
    }
}
