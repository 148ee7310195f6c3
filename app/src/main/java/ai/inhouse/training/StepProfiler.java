package ai.inhouse.training;

/// Watches training steps: the workers' stacks, and the shapes of their matrix products.
record StepProfiler(StackSampler stacks, ProductRecorder products) implements AutoCloseable {
    /// Begins at once.
    static StepProfiler start() {
        ProductRecorder products = ProductRecorder.start();
        return new StepProfiler(new StackSampler(), products);
    }

    /// Ends.
    ///
    /// @param steps that were taken meanwhile
    Profile stop(int steps) {
        return Profile.of(stacks.stop(), steps, products.stop(steps));
    }

    @Override
    public void close() {
        stacks.close();
        products.close();
    }
}
