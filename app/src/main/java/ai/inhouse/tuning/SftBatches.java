package ai.inhouse.tuning;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.EpochOrder;
import ai.inhouse.training.PretrainBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// Conversations as batches, one in a row, with loss on what the assistant wrote. Rows of one
/// micro-batch have similar lengths, so that little is computed for nothing; each weighs `1 /
/// (assistant's tokens in the step)`, so that a step's losses add up to its mean.
///
/// Conversations of similar length meet in a pool of several steps: what is drawn together is
/// random, and random again in each epoch.
public final class SftBatches implements BatchSource<Batch> {
    private static final int POOL_STEPS = 16;

    /// Lengths are rounded up to a multiple, so that few shapes occur.
    private static final int LENGTH_STEP = 16;

    private final List<Chat.Encoded> encoded;
    private final List<String> setAside;
    private final PretrainBatches.Shape shape;
    private final int padding;
    private final long seed;
    private final EpochOrder order;
    private final int stepRows;
    private final int poolSteps;
    private long cachedPool = -1;
    private int[][] pool = {};

    /// @param shape rows of up to `length` tokens; longer conversations are set aside
    /// @param padding id that fills up short rows
    /// @throws IllegalArgumentException if no conversation fits
    public SftBatches(
            List<Conversation> conversations,
            Chat chat,
            PretrainBatches.Shape shape,
            int padding,
            long seed) {
        this.shape = shape;
        this.padding = padding;
        this.seed = seed;
        List<Chat.Encoded> fitting = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Conversation conversation : conversations) {
            Chat.Encoded ids = chat.encode(conversation.messages(), conversation.tools());
            if (ids.ids().length - 1 <= shape.length()) {
                fitting.add(ids);
            } else {
                left.add(
                        "%s: %d tokens, more than %d"
                                .formatted(
                                        conversation.source(), ids.ids().length, shape.length()));
            }
        }
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("no conversation fits: " + left);
        }
        this.encoded = List.copyOf(fitting);
        this.setAside = List.copyOf(left);
        this.stepRows = shape.microBatches() * shape.rows();
        this.order = new EpochOrder(encoded.size(), seed);
        this.poolSteps = Math.clamp(encoded.size() / stepRows, 1, POOL_STEPS);
    }

    /// Conversations that are too long for a row, each with its length.
    public List<String> setAside() {
        return setAside;
    }

    /// How many steps see each conversation once.
    public long stepsPerEpoch() {
        return Math.ceilDiv(encoded.size(), stepRows);
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public Batch batch(long step, int micro) {
        int[] items = items(step - 1);
        long learned = 0;
        for (int item : items) {
            learned += learnedTokens(encoded.get(item));
        }
        int[] rows = Arrays.copyOfRange(items, micro * shape.rows(), (micro + 1) * shape.rows());
        int longest =
                Arrays.stream(rows).map(item -> encoded.get(item).ids().length - 1).max().orElse(1);
        int length = Math.ceilDiv(longest, LENGTH_STEP) * LENGTH_STEP;
        return rows(rows, Math.min(length, shape.length()), 1f / Math.max(learned, 1));
    }

    private Batch rows(int[] items, int length, float weight) {
        int n = items.length * length;
        int[] tokens = new int[n];
        int[] targets = new int[n];
        float[] weights = new float[n];
        Arrays.fill(tokens, padding);
        Arrays.fill(targets, padding);
        for (int row = 0; row < items.length; row++) {
            Chat.Encoded conversation = encoded.get(items[row]);
            int count = conversation.ids().length - 1;
            System.arraycopy(conversation.ids(), 0, tokens, row * length, count);
            System.arraycopy(conversation.ids(), 1, targets, row * length, count);
            for (int i = 0; i < count; i++) {
                weights[row * length + i] = conversation.assistant()[i + 1] ? weight : 0;
            }
        }
        return new Batch(items.length, length, tokens, targets, weights);
    }

    private static long learnedTokens(Chat.Encoded conversation) {
        long count = 0;
        for (int i = 1; i < conversation.ids().length; i++) {
            count += conversation.assistant()[i] ? 1 : 0;
        }
        return count;
    }

    /// The conversations of a step, by length.
    private int[] items(long step) {
        long wanted = step / poolSteps;
        if (wanted != cachedPool) {
            pool = makePool(wanted);
            cachedPool = wanted;
        }
        return pool[(int) (step % poolSteps)];
    }

    private int[][] makePool(long number) {
        long first = number * poolSteps * stepRows;
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < poolSteps * stepRows; i++) {
            drawn.add(order.item(first + i));
        }
        drawn.sort(Comparator.comparingInt(item -> encoded.get(item).ids().length));
        int[][] steps = new int[poolSteps][];
        for (int i = 0; i < poolSteps; i++) {
            steps[i] =
                    drawn.subList(i * stepRows, (i + 1) * stepRows).stream()
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
        shuffle(steps, EpochOrder.random(~seed, number));
        return steps;
    }

    private static void shuffle(int[][] steps, SplittableRandom random) {
        for (int i = steps.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int[] swapped = steps[i];
            steps[i] = steps[j];
            steps[j] = swapped;
        }
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.add("sft " + shape + " " + seed + " " + padding);
        for (Chat.Encoded conversation : encoded) {
            parts.add(Arrays.toString(conversation.ids()));
            parts.add(Arrays.toString(conversation.assistant()));
        }
        return Hash.ofParts(parts);
    }
}
