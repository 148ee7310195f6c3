package ai.inhouse.inference;

import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// The wanted logits of a [MatmulPass], some rows at a time.
///
/// A bf16 product is rounded to three digits, which would make equals of the likeliest tokens. So
/// what the first product lost is computed by a second, which starts from the first one's negative
/// and is rounded on a scale a hundred times finer.
final class MatmulLogits {
    /// Fewer rows go by the packed weights.
    private static final int LEAST = 8;

    private static final int GRAIN = 16;
    private static final short SIGN = Short.MIN_VALUE;

    private final PackedDecoder model;
    private final Team team;
    private final SharedMatrix weights;
    private final Shape[] shapes = new Shape[Pass.LOGIT_ROWS / GRAIN];
    private final PackedMatrix.Scratch[] scratch;
    private final TransposedProduct[] transposed;
    private final Activations normed;
    private Activations logits;

    /// @param rows `[n, d]`
    /// @param rowsT the same, `[d, n]`
    /// @param first each member's rows of `[V, n]`; as `second`
    private record Shape(
            Operand rows,
            Tensor rowsT,
            SharedMatrix.Product[] first,
            SharedMatrix.Product[] second) {}

    MatmulLogits(PackedDecoder model, MatmulWeights weights, NativeMemory memory, Team team) {
        this.model = model;
        this.team = team;
        this.weights = weights.share(model.head());
        this.normed = new Activations(Pass.LOGIT_ROWS, model.config().hiddenSize());
        this.logits = new Activations(1, model.config().vocabularySize());
        this.scratch = new PackedMatrix.Scratch[team.size()];
        this.transposed = new TransposedProduct[team.size()];
        for (int member = 0; member < team.size(); member++) {
            scratch[member] = new PackedMatrix.Scratch();
            transposed[member] = new TransposedProduct(Pass.LOGIT_ROWS);
        }
        long elements = (long) model.head().panels * Lanes.PANEL * Pass.LOGIT_ROWS;
        Tensor first = Operand.zeros(memory, elements).tensor();
        Tensor second = Operand.zeros(memory, elements).tensor();
        Tensor all = Operand.zeros(memory, Pass.LOGIT_ROWS, normed.stride).tensor();
        for (int i = 0; i < shapes.length; i++) {
            int n = (i + 1) * GRAIN;
            Tensor rows = all.slice(0, n);
            shapes[i] =
                    new Shape(
                            Operand.of(rows),
                            rows.transposed(),
                            this.weights.products(first, n),
                            this.weights.products(second, n));
        }
    }

    /// Makes room for a step's rows.
    void prepare(int rows) {
        int held = Math.min(rows, Pass.LOGIT_ROWS);
        if (held > logits.rows()) {
            logits = new Activations(held, model.config().vocabularySize());
        }
    }

    /// A member's part, after the last block's meeting.
    ///
    /// @param wantsLogits whether the logits are handed over, or the normed states before them
    void run(
            Step step,
            Activations residual,
            int member,
            DecoderNetwork.LogitWork work,
            boolean wantsLogits) {
        int rows = step.logitRows();
        for (int from = 0; from < rows; from += Pass.LOGIT_ROWS) {
            int n = Math.min(Pass.LOGIT_ROWS, rows - from);
            norm(step, residual, from, n, member);
            team.await();
            if (wantsLogits) {
                multiply(n, member);
                team.await();
            }
            Activations wanted = wantsLogits ? logits : normed;
            for (int row = member; row < n; row += team.size()) {
                work.run(from + row, wanted.values, wanted.row(row), member);
            }
            team.await();
        }
    }

    private void norm(Step step, Activations residual, int from, int n, int member) {
        int d = model.config().hiddenSize();
        for (int row = member; row < n; row += team.size()) {
            Curves.rmsNorm(
                    residual.values,
                    residual.row(step.wanted(from + row)),
                    normed.values,
                    normed.row(row),
                    d,
                    model.finalNorm(),
                    model.epsilon());
            Operand rows = shapes[0].rows();
            BrainFloats.narrow(
                    normed.values,
                    normed.row(row),
                    shapes[shapes.length - 1].rows().memory(),
                    (long) row * rows.width(),
                    d);
        }
    }

    private void multiply(int n, int member) {
        int first = weights.first(member);
        int rows = weights.rows(member);
        for (int row = 0; row < n; row++) {
            int at = logits.row(row) + first;
            Arrays.fill(logits.values, at, at + rows, 0);
        }
        if (n < LEAST) {
            int panel = first / Lanes.PANEL;
            int end = panel + rows / Lanes.PANEL;
            model.head().multiply(normed, n, logits, panel, end, scratch[member]);
        } else if (rows > 0) {
            Shape shape = shapes[Math.ceilDiv(n, GRAIN) - 1];
            Operand[] products = shape.first()[member].parts();
            Operand[] rests = shape.second()[member].parts();
            weights.eachPart(
                    member,
                    (part, w) -> {
                        Matmul.mm(products[part].tensor(), w, shape.rowsT());
                        negate(products[part].memory(), rests[part].memory());
                        Matmul.addmm(rests[part].tensor(), w, shape.rowsT());
                    });
            weights.addTo(logits, n, shape.first(), transposed[member], member);
            weights.addTo(logits, n, shape.second(), transposed[member], member);
        }
    }

    private static void negate(MemorySegment from, MemorySegment to) {
        long bytes = from.byteSize();
        for (long at = 0; at < bytes; at += Lanes.SHORT.vectorByteSize()) {
            ShortVector.fromMemorySegment(Lanes.SHORT, from, at, Lanes.ORDER)
                    .lanewise(VectorOperators.XOR, SIGN)
                    .intoMemorySegment(to, at, Lanes.ORDER);
        }
    }
}
