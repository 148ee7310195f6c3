package ai.inhouse.alignment.rollout;

import ai.inhouse.inference.Arithmetic;
import ai.inhouse.inference.Batch;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.ReloadableGenerator;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes through the inference engine: one stays open, and each time the learner's weights are
/// packed into it anew. All prompts go through one continuous batch, in which a prompt that is
/// asked several times is read once.
public final class EngineWriter implements Writer, AutoCloseable {
    private static final String SHARING = "rollout";

    private final DecoderLearner learner;
    private final List<Integer> stops;
    private final int threads;
    private @Nullable ReloadableGenerator engine;

    /// @param learner stays the caller's
    /// @param stops tokens that end an answer
    public EngineWriter(DecoderLearner learner, List<Integer> stops, int threads) {
        this.learner = learner;
        this.stops = List.copyOf(stops);
        this.threads = threads;
    }

    @Override
    public List<Written> write(List<int[]> prompts, int mostTokens, double temperature, long seed) {
        // An answer ends where its listener says so: then its last token is known.
        Sampling sampling =
                new Sampling(mostTokens, temperature, 0, 1, 1, List.of(), Optional.of(seed));
        List<Heard> heard = new ArrayList<>();
        try (Batch batch = current().newBatch()) {
            while (heard.size() < prompts.size() || batch.size() > 0) {
                while (heard.size() < prompts.size()
                        && batch.hasRoom(prompts.get(heard.size()).length)) {
                    Heard one = new Heard();
                    int index = heard.size();
                    batch.add(one.request(prompts.get(index), sampling.withSeed(seed + index)));
                    heard.add(one);
                }
                batch.step();
            }
        }
        return heard.stream().map(Heard::written).toList();
    }

    /// The engine with the weights that the learner has now.
    private ReloadableGenerator current() {
        learner.lend(this::load);
        ReloadableGenerator open = engine;
        if (open == null) {
            throw new IllegalStateException("no weights were lent");
        }
        return open;
    }

    private void load(Weights weights) {
        if (engine == null) {
            engine = Generators.reloadable(weights, threads);
        } else {
            engine.reload(weights);
        }
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
    }

    /// Collects one answer.
    private final class Heard implements Batch.Listener {
        private final IntStream.Builder ids = IntStream.builder();
        private boolean ended;

        Batch.Request request(int[] prompt, Sampling sampling) {
            return new Batch.Request(
                    prompt,
                    sampling,
                    Optional.of(SHARING),
                    Optional.empty(),
                    Batch.LogprobsWanted.NONE,
                    Arithmetic.FAST,
                    this);
        }

        Written written() {
            return new Written(ids.build().toArray(), ended);
        }

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void read(int sharedTokens, List<Batch.Logprobs> logprobs) {}

        @Override
        public boolean written(int id, Optional<Batch.Logprobs> logprobs) {
            ids.add(id);
            ended = stops.contains(id);
            return !ended;
        }

        @Override
        public void ended(Completion completion) {}

        @Override
        public void failed(RuntimeException cause) {
            throw cause;
        }
    }
}
