package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gradients of all workers between two optimizer steps. Each worker overwrites its own; when a
/// second micro-batch comes, what the first one left is summed into an fp32 accumulator, so that
/// low-precision gradients are never added up in low precision. Memory is taken when first needed:
/// a learner that only scores text has none.
///
/// Where other processes take part in the step, all is summed into the accumulator, and that over
/// the processes.
final class GradientStore implements AutoCloseable {
    private static final long GRAIN = 1024;

    private final TrainedParameters parameters;
    private final Workers workers;
    private final Optional<GradientExchange> exchange;
    private final Optional<GradientBuckets> buckets;
    private final NativeMemory memory = new NativeMemory();
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Tensor accumulator;
    private boolean accumulated;
    private boolean lastExpected;
    private boolean exchanging;
    private boolean exchanged;

    GradientStore(
            TrainedParameters parameters, Workers workers, Optional<GradientExchange> exchange) {
        this.parameters = parameters;
        this.workers = workers;
        this.exchange = exchange;
        this.buckets =
                exchange.map(
                        with ->
                                new GradientBuckets(
                                        parameters.layout(),
                                        workers.count(),
                                        bucket -> sum(bucket, with)));
        for (int worker = 0; worker < workers.count(); worker++) {
            slots.add(new Slot());
        }
    }

    private static final class Slot {
        private @Nullable WeightGradients gradients;
        private boolean filled;
    }

    /// A worker's gradients, about to be overwritten. Called on that worker's thread.
    WeightGradients of(int worker) {
        Slot slot = slots.get(worker);
        if (slot.gradients == null) {
            slot.gradients = parameters.newGradients(worker);
            slot.gradients.listen(layer -> left(worker, layer));
        }
        slot.filled = true;
        return slot.gradients;
    }

    private void left(int worker, int layer) {
        if (exchanging) {
            buckets.ifPresent(all -> all.reached(worker, layer));
        }
    }

    /// A worker has ended its pass, or had none to make.
    void ended(int worker) {
        left(worker, 0);
    }

    private List<Tensor> parts() {
        List<Tensor> parts = new ArrayList<>();
        if (accumulated && accumulator != null) {
            parts.add(accumulator);
        }
        for (Slot slot : slots) {
            if (slot.filled && slot.gradients != null) {
                parts.add(slot.gradients.run());
            }
        }
        return parts;
    }

    /// The next backward pass is the last one before a step.
    void expectLast() {
        lastExpected = buckets.isPresent();
    }

    /// Makes room for another micro-batch.
    void collect() {
        if (exchanging) {
            throw new IllegalStateException("a backward pass after the last one before a step");
        }
        boolean filled = slots.stream().anyMatch(slot -> slot.filled);
        if (filled) {
            Tensor target = accumulator();
            GradientSum sum = new GradientSum(parts());
            workers.split(
                    target.elements(), GRAIN, (worker, from, to) -> sum.store(target, from, to));
            slots.forEach(slot -> slot.filled = false);
            accumulated = true;
        }
        if (lastExpected) {
            beginExchange();
        }
    }

    /// A backward pass is over: if it was the last one, so is the exchange when this returns.
    /// Nothing else is exchanged meanwhile.
    void passed() {
        if (exchanging && !exchanged) {
            buckets.orElseThrow().finish();
            exchanged = true;
        }
    }

    private void beginExchange() {
        accumulator();
        buckets.orElseThrow().begin();
        exchanging = true;
    }

    /// One bucket over this process's parts, then over all processes.
    private void sum(ParameterLayout.Range bucket, GradientExchange with) {
        Tensor target = accumulator();
        List<Tensor> parts = parts();
        if (parts.isEmpty()) {
            bucket.in(NativeMemory.segment(target)).fill((byte) 0);
        } else {
            new GradientSum(parts).store(target, bucket.from(), bucket.to());
        }
        with.sum(bucket.in(NativeMemory.segment(target)));
    }

    private Tensor accumulator() {
        if (accumulator == null) {
            accumulator = memory.allocate(ElementType.FLOAT32, parameters.layout().elements());
        }
        return accumulator;
    }

    /// All that has accumulated, here and in the other processes; zero where no position counted.
    GradientSum sum() {
        if (buckets.isPresent()) {
            if (!exchanging) {
                beginExchange();
            }
            passed();
            return new GradientSum(List.of(accumulator()));
        }
        List<Tensor> parts = parts();
        if (parts.isEmpty()) {
            Elements.zero(accumulator());
            parts = List.of(accumulator());
        }
        return new GradientSum(parts);
    }

    /// A number that all processes must have the same.
    double agreed(double own) {
        return exchange.map(with -> with.agreed(own)).orElse(own);
    }

    void clear() {
        slots.forEach(slot -> slot.filled = false);
        accumulated = false;
        lastExpected = false;
        exchanging = false;
        exchanged = false;
    }

    @Override
    public void close() {
        buckets.ifPresent(GradientBuckets::close);
        for (Slot slot : slots) {
            if (slot.gradients != null) {
                slot.gradients.close();
            }
        }
        memory.close();
    }
}
