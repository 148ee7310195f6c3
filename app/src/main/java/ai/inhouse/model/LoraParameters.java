package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Adapters on a frozen model. The passes multiply with the sum of both: forward and backward cost
/// what they cost without adapters, and what is trained is what the merged model computes.
final class LoraParameters implements TrainedParameters {
    private final FrozenBase base;
    private final LoraConfig lora;
    private final ParameterLayout layout;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor masters;
    private final Tensor copy;
    private final LoraGroups groups;
    private final Optional<Tensor> score;
    private final List<LoraScratch> scratches = new ArrayList<>();
    private final LoraDropout.Passes passes = new LoraDropout.Passes(memory);
    private final List<LoraDropout> dropouts = new ArrayList<>();

    /// @param base closed with this
    LoraParameters(FrozenBase base, LoraConfig lora, Precision precision) {
        this.base = base;
        this.lora = lora;
        layout = lora.layout(base.config());
        masters = memory.allocate(ElementType.FLOAT32, layout.elements());
        copy =
                precision == Precision.FP32
                        ? masters
                        : memory.allocate(precision.type(), layout.elements());
        groups = new LoraGroups(base.config(), lora, memory, masters, copy);
        score = layout.has(ParameterLayout.SCORE) ? Optional.of(score(masters)) : Optional.empty();
        initialize();
        if (lora.variant().magnitudes()) {
            groups.beginAtLengths(base);
        }
    }

    /// Its score head in a run of all that is trained, which trains it whole: it is too small to
    /// have a rank, and begins at random.
    Tensor score(Tensor run) {
        ParameterLayout.Parameter p = layout.find(ParameterLayout.SCORE);
        return memory.view(
                NativeMemory.segment(run), run.type(), p.offset(), 1, p.shape().getLast());
    }

    /// `A` uniform within `1 / sqrt(in)`, as PEFT begins it; `B` stays zero, and the score head
    /// begins as the base has it.
    private void initialize() {
        base.weights()
                .exact()
                .score()
                .ifPresent(begun -> score.ifPresent(own -> Elements.copy(begun, own)));
        SplittableRandom random = new SplittableRandom(lora.seed());
        MemorySegment run = NativeMemory.segment(masters);
        for (ParameterLayout.Parameter p : layout.parameters()) {
            if (p.name().endsWith(LoraConfig.A)) {
                double bound = 1 / Math.sqrt(p.shape().get(1));
                long end = p.offset() + p.elements();
                for (long i = p.offset(); i < end; i++) {
                    float value = (float) random.nextDouble(-bound, bound);
                    run.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
                }
            }
        }
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public Tensor masters() {
        return masters;
    }

    @Override
    public Tensor copy() {
        return copy;
    }

    @Override
    public List<Learner.StateTensor> learned() {
        List<Learner.StateTensor> learned =
                new ArrayList<>(Optimizer.named(layout.parameters(), 0, masters, ""));
        if (hasDropout()) {
            learned.add(passes.state());
        }
        return learned;
    }

    @Override
    public DecoderWeights weights() {
        return base.weights();
    }

    @Override
    public Optional<Tensor> score() {
        return score;
    }

    LoraConfig lora() {
        return lora;
    }

    FrozenBase base() {
        return base;
    }

    LoraGroups groups() {
        return groups;
    }

    private boolean hasDropout() {
        return lora.variant().dropout() > 0;
    }

    @Override
    public void beginTraining() {
        passes.next();
    }

    /// Workers ask in their order.
    @Override
    public Products newProducts() {
        Products products = base.products(groups);
        if (!hasDropout()) {
            return products;
        }
        LoraDropout dropout = new LoraDropout(products, this, passes, dropouts.size());
        dropouts.add(dropout);
        return dropout;
    }

    @Override
    public WeightGradients newGradients(int worker) {
        return new LoraGradients(
                this, hasDropout() ? dropouts.get(worker)::dropped : (layer, p, in) -> in);
    }

    @Override
    public void publish(Workers workers) {
        while (scratches.size() < workers.count()) {
            scratches.add(groups.newScratch());
        }
        List<LoraGroup> all = groups.all();
        workers.run(
                worker -> {
                    for (int i = worker; i < all.size(); i += workers.count()) {
                        all.get(i).publish(lora.scale(), base, scratches.get(worker));
                    }
                });
    }

    @Override
    public Weights merged() {
        Weights merged = base.copy();
        try (Adapter adapter = adapter()) {
            adapter.mergeInto(merged);
        }
        return merged;
    }

    /// What is trained, by itself; the caller closes it.
    Adapter adapter() {
        return Adapter.copyOf(base.config(), lora, NativeMemory.segment(masters));
    }

    @Override
    public void close() {
        dropouts.forEach(LoraDropout::close);
        groups.close();
        memory.close();
        base.close();
    }
}
