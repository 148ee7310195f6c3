package ai.inhouse.bench;

import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/// Bounded by the operations of the bf16 units, `2 m n k` a product. [#square] is what they reach
/// at best; the model's products are held against it. Each JMH thread drives one worker, to which
/// libtorch is confined as in training.
public class MatmulBench extends KernelBench {
    /// Products a call, so that handing them to the worker takes no time that matters.
    private static final int PRODUCTS = 16;

    private static final int SIDE = 1024;
    private static final int VOCABULARY = 49_152;
    private static final int HEADS = 9;
    private static final int LENGTH = 256;
    private static final int HEAD_WIDTH = 64;

    private final Workers worker = new Workers(1);

    private final Tensor squareLeft = operands.normal(BF16, SIDE, SIDE);
    private final Tensor squareRight = operands.normal(BF16, SIDE, SIDE);
    private final Tensor squareOut = operands.empty(BF16, SIDE, SIDE);

    private final Tensor stream = operands.normal(BF16, ROWS, WIDTH);
    private final Tensor gateUpWeight = operands.normal(BF16, 2 * 1536, WIDTH).transposed();
    private final Tensor gateUp = operands.empty(BF16, ROWS, 2 * 1536);

    private final Tensor chunk = stream.slice(0, 128);
    private final Tensor embedding = operands.normal(BF16, VOCABULARY, WIDTH).transposed();
    private final Tensor logits = operands.empty(BF16, 128, VOCABULARY);

    private final Tensor queries = operands.normal(BF16, HEADS, LENGTH, HEAD_WIDTH);
    private final Tensor keys = operands.normal(BF16, HEADS, LENGTH, HEAD_WIDTH).transposed();
    private final Tensor scores = operands.empty(BF16, HEADS, LENGTH, LENGTH);

    @Benchmark
    public void square(Work.Operations operations) {
        repeat(operations, squareOut, SIDE, () -> Matmul.mm(squareOut, squareLeft, squareRight));
    }

    /// The feed-forward layer's first product.
    @Benchmark
    public void gateUp(Work.Operations operations) {
        repeat(operations, gateUp, WIDTH, () -> Matmul.mm(gateUp, stream, gateUpWeight));
    }

    /// A chunk of the output layer.
    @Benchmark
    public void logits(Work.Operations operations) {
        repeat(operations, logits, WIDTH, () -> Matmul.mm(logits, chunk, embedding));
    }

    /// Attention scores of one sequence: small products, which reach less.
    @Benchmark
    public void scores(Work.Operations operations) {
        repeat(operations, scores, HEAD_WIDTH, () -> Matmul.bmm(scores, queries, keys));
    }

    private void repeat(Work.Operations operations, Tensor out, int inner, Runnable product) {
        worker.run(
                number -> {
                    for (int i = 0; i < PRODUCTS; i++) {
                        product.run();
                    }
                });
        operations.done(2.0 * out.elements() * inner * PRODUCTS);
    }

    @TearDown
    public void stop() {
        worker.close();
    }
}
