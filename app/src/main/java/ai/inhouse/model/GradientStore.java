package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gradients of all workers between two optimizer steps. Each worker overwrites its own; when a
/// second micro-batch comes, what the first one left is summed into an fp32 accumulator, so that
/// low-precision gradients are never added up in low precision. Memory is taken when first needed:
/// a learner that only scores text has none.
final class GradientStore implements AutoCloseable {
    private static final long GRAIN = 1024;

    private final TrainedParameters parameters;
    private final Workers workers;
    private final NativeMemory memory = new NativeMemory();
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Tensor accumulator;
    private boolean accumulated;

    GradientStore(TrainedParameters parameters, Workers workers) {
        this.parameters = parameters;
        this.workers = workers;
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
        }
        slot.filled = true;
        return slot.gradients;
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

    /// Makes room for another micro-batch.
    void collect() {
        boolean filled = slots.stream().anyMatch(slot -> slot.filled);
        if (!filled) {
            return;
        }
        Tensor target = accumulator();
        GradientSum sum = new GradientSum(parts());
        workers.split(target.elements(), GRAIN, (worker, from, to) -> sum.store(target, from, to));
        clear();
        accumulated = true;
    }

    private Tensor accumulator() {
        if (accumulator == null) {
            accumulator = memory.allocate(ElementType.FLOAT32, parameters.layout().elements());
        }
        return accumulator;
    }

    /// All that has accumulated; zero where no position counted.
    GradientSum sum() {
        List<Tensor> parts = parts();
        if (parts.isEmpty()) {
            Elements.zero(accumulator());
            parts = List.of(accumulator());
        }
        return new GradientSum(parts);
    }

    void clear() {
        slots.forEach(slot -> slot.filled = false);
        accumulated = false;
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            if (slot.gradients != null) {
                slot.gradients.close();
            }
        }
        memory.close();
    }
}
