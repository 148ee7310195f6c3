package ai.inhouse.tuning;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.LengthPools;
import ai.inhouse.training.PretrainBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Conversations as batches, one in a row, with loss on what the assistant wrote. Rows of one
/// micro-batch have similar lengths, so that little is computed for nothing; each weighs `1 /
/// (assistant's tokens in the step)`, so that a step's losses add up to its mean.
public final class SftBatches implements BatchSource<Batch> {
    private final List<Chat.Encoded> encoded;
    private final List<String> setAside;
    private final PretrainBatches.Shape shape;
    private final int padding;
    private final long seed;
    private final LengthPools pools;
    private final int stepRows;

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
            throw InhouseException.badInput(
                    "tuning",
                    "%d conversations".formatted(left.size()),
                    "no conversation fits into a row: "
                            + left.stream().limit(3).collect(Collectors.joining("; ")),
                    "Give the recipe a greater length, or shorter conversations.");
        }
        this.encoded = List.copyOf(fitting);
        this.setAside = List.copyOf(left);
        this.stepRows = shape.microBatches() * shape.rows();
        this.pools =
                new LengthPools(
                        encoded.stream().mapToInt(ids -> ids.ids().length).toArray(),
                        stepRows,
                        seed);
    }

    /// Conversations that are too long for a row, each with its length.
    public List<String> setAside() {
        return setAside;
    }

    /// How many steps see each conversation once.
    public long stepsPerEpoch() {
        return Math.ceilDiv(encoded.size(), stepRows);
    }

    /// About how many tokens a step has.
    public long tokensPerStep() {
        double tokens = encoded.stream().mapToInt(ids -> ids.ids().length).average().orElse(0);
        return Math.round(tokens * stepRows);
    }

    @Override
    public int microBatches() {
        return shape.microBatches();
    }

    @Override
    public Batch batch(long step, int micro) {
        int[] items = pools.items(step);
        long learned = 0;
        for (int item : items) {
            learned += learnedTokens(encoded.get(item));
        }
        int[] rows = Arrays.copyOfRange(items, micro * shape.rows(), (micro + 1) * shape.rows());
        int longest =
                Arrays.stream(rows).map(item -> encoded.get(item).ids().length - 1).max().orElse(1);
        int length = Math.min(LengthPools.rounded(longest), shape.length());
        return rows(rows, length, 1f / Math.max(learned, 1));
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
