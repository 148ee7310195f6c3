package ai.inhouse.engine;

/// How fast this machine multiplies matrices right now: what a training step is compared with,
/// taken in the same process and the same minute.
public final class MatmulRate {
    private static final int SIZE = 1024;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 5;

    /// Products a round; long enough that the workers' start does not matter.
    private static final int PRODUCTS = 40;

    private MatmulRate() {}

    /// The best of five rounds in which each worker multiplies square matrices of its own.
    ///
    /// @return 10^9 floating-point operations a second, all workers together
    public static double gigaflops(ElementType type, Workers workers) {
        try (NativeMemory memory = new NativeMemory()) {
            Tensor[][] operands = new Tensor[workers.count()][];
            for (int worker = 0; worker < operands.length; worker++) {
                operands[worker] = new Tensor[] {ones(memory, type), ones(memory, type)};
            }
            Tensor[] results = new Tensor[workers.count()];
            for (int worker = 0; worker < results.length; worker++) {
                results[worker] = memory.allocate(type, SIZE, SIZE);
            }
            round(workers, operands, results, WARM_UP);
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < ROUNDS; i++) {
                best = Math.min(best, round(workers, operands, results, PRODUCTS));
            }
            return 2.0 * SIZE * SIZE * SIZE * PRODUCTS * workers.count() / best / 1e9;
        }
    }

    private static Tensor ones(NativeMemory memory, ElementType type) {
        Tensor tensor = memory.allocate(type, SIZE, SIZE);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.storage().set(tensor.address(), i, 1);
        }
        return tensor;
    }

    /// @return seconds
    private static double round(
            Workers workers, Tensor[][] operands, Tensor[] results, int products) {
        long start = System.nanoTime();
        workers.run(
                worker -> {
                    for (int i = 0; i < products; i++) {
                        Matmul.mm(results[worker], operands[worker][0], operands[worker][1]);
                    }
                });
        return (System.nanoTime() - start) / 1e9;
    }
}
