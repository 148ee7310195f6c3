package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How many bits a model needs to tell a text: `-sum(log2 p)` over its tokens.
final class TextBits {
    private static final int BATCH = 16;

    private TextBits() {}

    /// @param bits of the whole text
    /// @param bytes of the text in UTF-8
    record Count(double bits, int tokens, int bytes) {}

    /// Counts each text, in order. Texts must not be empty.
    static List<Count> count(EvaluatedModel model, List<TextItem> texts, Progress progress) {
        List<int[]> windows = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            for (int[] window : windows(model, texts.get(i).text())) {
                windows.add(window);
                owners.add(i);
            }
        }
        double[] nats = new double[texts.size()];
        int[] tokens = new int[texts.size()];
        try (var task = progress.begin("reading as " + model.name(), windows.size(), "windows")) {
            for (int from = 0; from < windows.size(); from += BATCH) {
                int to = Math.min(from + BATCH, windows.size());
                List<float[]> scores = model.generator().scoreAll(windows.subList(from, to));
                for (int i = from; i < to; i++) {
                    nats[owners.get(i)] -= sum(scores.get(i - from));
                    tokens[owners.get(i)] += scores.get(i - from).length;
                }
                task.at(to, "");
            }
        }
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < nats.length; i++) {
            int bytes = texts.get(i).text().getBytes(StandardCharsets.UTF_8).length;
            counts.add(new Count(nats[i] / Math.log(2), tokens[i], bytes));
        }
        return counts;
    }

    /// Cuts a text into windows of the context's length. Each begins with the token before it (the
    /// first with the one that stands before each document in training), so that every token is
    /// predicted exactly once.
    static List<int[]> windows(EvaluatedModel model, String text) {
        int[] all = model.tokenizer().encodeFromStart(text);
        List<int[]> windows = new ArrayList<>();
        int step = model.contextLength() - 1;
        for (int from = 0; from < all.length - 1; from += step) {
            windows.add(Arrays.copyOfRange(all, from, Math.min(from + step + 1, all.length)));
        }
        return windows;
    }

    private static double sum(float[] scores) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += scores[i];
        }
        return sum;
    }
}
