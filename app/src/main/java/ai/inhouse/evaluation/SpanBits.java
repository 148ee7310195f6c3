package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How many bits a byte of each span takes a model, given what stands before it.
final class SpanBits {
    private static final int BATCH = 32;

    private SpanBits() {}

    static double[] by(EvaluatedModel model, List<Span> spans, Progress progress) {
        double[] bits = new double[spans.size()];
        try (var task = progress.begin("reading as " + model.name(), spans.size(), "spans")) {
            for (int from = 0; from < spans.size(); from += BATCH) {
                List<Span> batch = spans.subList(from, Math.min(from + BATCH, spans.size()));
                List<int[]> rows = new ArrayList<>();
                batch.forEach(span -> rows.add(ids(model, span)));
                List<float[]> scores = model.generator().scoreAll(rows);
                for (int i = 0; i < batch.size(); i++) {
                    int tokens = model.tokenizer().encode(batch.get(i).text()).length;
                    bits[from + i] = last(scores.get(i), tokens) / bytes(batch.get(i));
                }
                task.at(from + batch.size(), "");
            }
        }
        return bits;
    }

    /// What stood before, then the span's own tokens; the end of it where both are too long.
    private static int[] ids(EvaluatedModel model, Span span) {
        int[] before = model.tokenizer().encodeFromStart(span.before());
        int[] own = model.tokenizer().encode(span.text());
        int[] all = Arrays.copyOf(before, before.length + own.length);
        System.arraycopy(own, 0, all, before.length, own.length);
        return Answers.end(all, model.contextLength());
    }

    private static double last(float[] scores, int tokens) {
        double nats = 0;
        for (int i = Math.max(0, scores.length - tokens); i < scores.length; i++) {
            nats -= scores[i];
        }
        return nats / Math.log(2);
    }

    private static double bytes(Span span) {
        return span.text().getBytes(StandardCharsets.UTF_8).length;
    }
}
