package ai.inhouse.alignment;

import ai.inhouse.base.Progress;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.training.LengthPools;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Prompts with completions, as rows of tokens of which the completion's count.
public final class Completions {
    private static final int ROWS = 16;

    private Completions() {}

    /// A prompt and its completion: `assistant` is true at the completion's ids alone, also where
    /// the assistant speaks in the prompt.
    public static Chat.Encoded encode(Chat chat, List<Message> prompt, List<Message> completion) {
        List<Message> all = new ArrayList<>(prompt);
        all.addAll(completion);
        Chat.Encoded encoded = chat.encode(all, List.of());
        int begin = chat.encodePrompt(prompt, List.of()).length;
        boolean[] counted = encoded.assistant().clone();
        Arrays.fill(counted, 0, Math.min(begin, counted.length), false);
        return new Chat.Encoded(encoded.ids(), counted);
    }

    /// Rows of one batch, of each of which the last token counts: there a text as a whole is
    /// scored.
    public static Batch ends(List<Chat.Encoded> rows, int padding) {
        int longest = rows.stream().mapToInt(row -> row.ids().length).max().orElse(1);
        int length = LengthPools.rounded(longest);
        int n = rows.size() * length;
        Batch batch = new Batch(rows.size(), length, new int[n], new int[n], new float[n]);
        Arrays.fill(batch.tokens(), padding);
        Arrays.fill(batch.targets(), padding);
        for (int row = 0; row < rows.size(); row++) {
            int[] ids = rows.get(row).ids();
            System.arraycopy(ids, 0, batch.tokens(), row * length, ids.length);
            batch.weights()[row * length + ids.length - 1] = 1;
        }
        return batch;
    }

    /// Rows of one batch; its weights are 1 at the completions' tokens.
    public static Batch batch(List<Chat.Encoded> rows, int padding) {
        int longest = rows.stream().mapToInt(row -> row.ids().length - 1).max().orElse(1);
        int length = LengthPools.rounded(longest);
        int n = rows.size() * length;
        Batch batch = new Batch(rows.size(), length, new int[n], new int[n], new float[n]);
        Arrays.fill(batch.tokens(), padding);
        Arrays.fill(batch.targets(), padding);
        for (int row = 0; row < rows.size(); row++) {
            Chat.Encoded encoded = rows.get(row);
            int count = encoded.ids().length - 1;
            System.arraycopy(encoded.ids(), 0, batch.tokens(), row * length, count);
            System.arraycopy(encoded.ids(), 1, batch.targets(), row * length, count);
            for (int i = 0; i < count; i++) {
                batch.weights()[row * length + i] = encoded.assistant()[i + 1] ? 1 : 0;
            }
        }
        return batch;
    }

    /// The sum of the counted tokens' log-probabilities in each row.
    public static double[] sums(Batch batch, float[] logProbabilities) {
        double[] sums = new double[batch.rows()];
        for (int i = 0; i < logProbabilities.length; i++) {
            if (batch.weights()[i] != 0) {
                sums[i / batch.length()] += logProbabilities[i];
            }
        }
        return sums;
    }

    /// How many tokens count in each row.
    static double[] counted(Batch batch) {
        double[] tokens = new double[batch.rows()];
        for (int i = 0; i < batch.weights().length; i++) {
            tokens[i / batch.length()] += batch.weights()[i] != 0 ? 1 : 0;
        }
        return tokens;
    }

    /// How many tokens count in a row.
    public static int counted(Chat.Encoded row) {
        int tokens = 0;
        for (boolean counts : row.assistant()) {
            tokens += counts ? 1 : 0;
        }
        return tokens;
    }

    /// The mean of the counted tokens' log-probabilities in each row.
    static double[] means(Batch batch, float[] logProbabilities) {
        double[] means = sums(batch, logProbabilities);
        double[] tokens = counted(batch);
        for (int row = 0; row < means.length; row++) {
            means[row] /= Math.max(tokens[row], 1);
        }
        return means;
    }

    /// Gives each counted token its row's value.
    ///
    /// @param factor of all values
    public static float[] spread(Batch batch, double[] values, double factor) {
        float[] spread = batch.weights().clone();
        for (int i = 0; i < spread.length; i++) {
            spread[i] *= (float) (factor * values[i / batch.length()]);
        }
        return spread;
    }

    /// log p of each completion given its prompt, in nats, as the learner is now.
    static double[] score(
            Learner learner, List<Chat.Encoded> rows, int padding, Progress progress) {
        return inBatches(
                rows,
                progress,
                some -> {
                    Batch batch = batch(some, padding);
                    return sums(batch, learner.logProbabilities(batch));
                });
    }

    /// What some rows at once are found to have, in their order.
    public interface OfRows {
        double[] of(List<Chat.Encoded> rows);
    }

    /// Asks for rows of similar length together.
    public static double[] inBatches(List<Chat.Encoded> rows, Progress progress, OfRows measure) {
        double[] found = new double[rows.size()];
        List<Integer> byLength =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> rows.get(i).ids().length))
                        .toList();
        try (Progress.Task task = progress.begin("scoring answers", rows.size(), "answers")) {
            for (int first = 0; first < rows.size(); first += ROWS) {
                List<Integer> items = byLength.subList(first, Math.min(first + ROWS, rows.size()));
                double[] some = measure.of(items.stream().map(rows::get).toList());
                for (int i = 0; i < some.length; i++) {
                    found[items.get(i)] = some[i];
                }
                task.at(first + items.size(), "");
            }
        }
        return found;
    }
}
