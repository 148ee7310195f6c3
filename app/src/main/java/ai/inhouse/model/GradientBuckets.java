package ai.inhouse.model;

import ai.inhouse.base.Uninterrupted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// When to sum a step's gradients over all processes: those of a layer as soon as each worker's
/// last backward pass has left it, on a thread beside the workers, while they go on with the layers
/// below. What lies outside of layers comes last. So every process sums the same buckets in the
/// same order.
final class GradientBuckets implements AutoCloseable {
    private final List<ParameterLayout.Range> layers;
    private final List<ParameterLayout.Range> others;
    private final Sum sum;
    private final int[] reached;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("inhouse-gradients").daemon().factory());
    private final List<Future<?>> underWay = new ArrayList<>();
    private int next;

    /// Sums one bucket, over workers and processes.
    interface Sum {
        void of(ParameterLayout.Range bucket);
    }

    GradientBuckets(ParameterLayout layout, int workers, Sum sum) {
        this.layers = layout.layers();
        this.others = layout.outside(layers);
        this.sum = sum;
        this.reached = new int[workers];
    }

    /// The step's last backward pass begins.
    synchronized void begin() {
        underWay.clear();
        Arrays.fill(reached, layers.size());
        next = layers.size() - 1;
    }

    /// A worker has the gradients of this layer and those above it, as far as they are its to find.
    synchronized void reached(int worker, int layer) {
        reached[worker] = layer;
        int all = Arrays.stream(reached).max().orElseThrow();
        for (; next >= all; next--) {
            submit(layers.get(next));
        }
    }

    private void submit(ParameterLayout.Range bucket) {
        underWay.add(thread.submit(() -> sum.of(bucket)));
    }

    /// Sums what is not yet, and waits for all of it. No worker is in a pass any more.
    void finish() {
        synchronized (this) {
            for (; next >= 0; next--) {
                submit(layers.get(next));
            }
            others.forEach(this::submit);
        }
        // They write into memory that is not to be freed before.
        underWay.forEach(
                bucket -> Uninterrupted.await(bucket, "adding up gradients", "over processes"));
    }

    /// Waits for the bucket under way; those after it are left out.
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
