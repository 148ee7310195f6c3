package ai.inhouse.evaluation;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A byte model of the simplest kind: how often which byte followed the last five, interpolated
/// with fewer and fewer of them (Witten and Bell 1991). It learns a company's words and forms, and
/// of what it did not read nothing.
final class ByteModel {
    private static final int ORDER = 5;

    /// Some hundred bytes of memory for each form that occurs: enough of them come in so much text.
    private static final int MOST_BYTES = 2 << 20;

    private final Map<Long, Integer> counts = new HashMap<>();

    /// Of each context how often it occurred, and how many bytes have followed it.
    private final Map<Long, int[]> contexts = new HashMap<>();

    /// Reads the texts, up to 2 MiB of them.
    static ByteModel of(Iterable<String> texts) {
        ByteModel model = new ByteModel();
        int read = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            model.learn(bytes);
            read += bytes.length;
            if (read > MOST_BYTES) {
                break;
            }
        }
        return model;
    }

    private void learn(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            for (int order = 0; order <= Math.min(ORDER, at); order++) {
                long context = context(text, at, order);
                int[] seen = contexts.computeIfAbsent(context, key -> new int[2]);
                seen[0]++;
                seen[1] += counts.merge(followed(context, text[at]), 1, Integer::sum) == 1 ? 1 : 0;
            }
        }
    }

    /// Bits a byte that a span takes, after what stands before it.
    double bits(Span span) {
        byte[] text = (span.before() + span.text()).getBytes(StandardCharsets.UTF_8);
        int start = span.before().getBytes(StandardCharsets.UTF_8).length;
        double bits = 0;
        for (int at = start; at < text.length; at++) {
            bits -= Math.log(probability(text, at)) / Math.log(2);
        }
        return bits / Math.max(1, text.length - start);
    }

    private double probability(byte[] text, int at) {
        double p = 1.0 / 256;
        for (int order = 0; order <= Math.min(ORDER, at); order++) {
            long context = context(text, at, order);
            int[] seen = contexts.get(context);
            if (seen == null) {
                break;
            }
            int count = counts.getOrDefault(followed(context, text[at]), 0);
            p = (count + seen[1] * p) / (seen[0] + seen[1]);
        }
        return p;
    }

    /// The bytes before a place, and how many they are, in one number.
    private static long context(byte[] text, int at, int order) {
        long context = order;
        for (int i = at - order; i < at; i++) {
            context = (context << 8) | (text[i] & 0xff);
        }
        return context;
    }

    /// No context has so high a bit.
    private static long followed(long context, byte next) {
        return (1L << 62) | (context << 8) | (next & 0xff);
    }
}
