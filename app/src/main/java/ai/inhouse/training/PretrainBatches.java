package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.TokenRun;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// Windows of `length` tokens over a run of text, in an order shuffled anew each epoch. Each epoch
/// cuts at other places, so that over the epochs every token is seen with every amount of context
/// before it.
public final class PretrainBatches implements BatchSource<Batch> {
    private final TokenRun tokens;
    private final Shape shape;
    private final long seed;
    private final OptionalInt boundary;
    private final EpochOrder order;

    /// The size of one step: `microBatches * rows` windows of `length`.
    public record Shape(int microBatches, int rows, int length) {
        public Shape {
            if (microBatches < 1 || rows < 1 || length < 1) {
                throw new IllegalArgumentException("an empty batch");
            }
        }

        public long tokensPerStep() {
            return (long) microBatches * rows * length;
        }
    }

    /// Text that is one long document.
    public PretrainBatches(TokenRun tokens, Shape shape, long seed) {
        this(tokens, shape, seed, OptionalInt.empty());
    }

    /// @param tokens documents, one after the other, each ended by the tokenizer's end of text
    /// @param boundary that token: it starts the next document, of which no token sees the one
    ///   before; nothing keeps documents apart where there is none
    /// @throws IllegalArgumentException if there is not one window
    public PretrainBatches(TokenRun tokens, Shape shape, long seed, OptionalInt boundary) {
        this.tokens = tokens;
        this.shape = shape;
        this.seed = seed;
        this.boundary = boundary;
        // One window less than would fit: an epoch's first cut lies up to a window after the start.
        int windows = (int) Math.max(1, (tokens.size() - 1) / shape.length() - 1);
        if (tokens.size() <= shape.length()) {
            throw new IllegalArgumentException(
                    "%d tokens do not fill a window of %d"
                            .formatted(tokens.size(), shape.length()));
        }
        this.order = new EpochOrder(windows, seed);
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public Batch batch(long step, int micro) {
        int length = shape.length();
        int n = shape.rows() * length;
        Batch batch = new Batch(shape.rows(), length, new int[n], new int[n], new float[n]);
        int[] window = new int[length + 1];
        long draw = ((step - 1) * shape.microBatches() + micro) * shape.rows();
        for (int row = 0; row < shape.rows(); row++) {
            tokens.read(start(draw + row), window);
            System.arraycopy(window, 0, batch.tokens(), row * length, length);
            System.arraycopy(window, 1, batch.targets(), row * length, length);
        }
        Arrays.fill(batch.weights(), (float) (1.0 / shape.tokensPerStep()));
        return boundary.isEmpty() ? batch : batch.withDocuments(boundary.getAsInt());
    }

    private long start(long draw) {
        long epoch = draw / order.size();
        SplittableRandom random = EpochOrder.random(~seed, epoch);
        long slack = tokens.size() - 1 - (long) order.size() * shape.length();
        long cut = random.nextLong(slack + 1);
        return cut + (long) order.item(draw) * shape.length();
    }

    @Override
    public Hash fingerprint() {
        return Hash.ofParts(
                List.of(
                        "pretrain",
                        tokens.fingerprint().hex(),
                        shape.toString(),
                        Long.toString(seed),
                        boundary.toString()));
    }
}
