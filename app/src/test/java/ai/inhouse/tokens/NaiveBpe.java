package ai.inhouse.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// BPE in the plainest way: words by the regular expression, all pairs counted anew for each merge.
/// Slow, and the reference for everything that is fast.
final class NaiveBpe {
    private static final Pattern WORDS =
            Pattern.compile(
                    WordScanner.REGEX, Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private NaiveBpe() {}

    record Pair(String left, String right) {}

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORDS.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /// Merges as `left right` in the byte-level alphabet, as the trainer writes them.
    static List<String> train(List<String> documents, int most) {
        Map<List<String>, Long> counts = new HashMap<>();
        documents.forEach(d -> words(d).forEach(w -> counts.merge(bytes(w), 1L, Long::sum)));
        Map<String, Integer> ids = new HashMap<>();
        for (int b = 0; b < 256; b++) {
            ids.put(ByteLevel.encode(new byte[] {(byte) b}), b);
        }
        Map<List<String>, Long> words = counts;
        List<String> merges = new ArrayList<>();
        while (merges.size() < most) {
            Map<Pair, Long> pairs = new HashMap<>();
            words.forEach(
                    (word, times) -> {
                        for (int i = 1; i < word.size(); i++) {
                            pairs.merge(new Pair(word.get(i - 1), word.get(i)), times, Long::sum);
                        }
                    });
            @Nullable Pair best = null;
            for (Map.Entry<Pair, Long> entry : pairs.entrySet()) {
                if (entry.getValue() >= 2 && (best == null || isBetter(entry, best, pairs, ids))) {
                    best = entry.getKey();
                }
            }
            if (best == null) {
                return merges;
            }
            ids.put(best.left + best.right, 256 + merges.size());
            merges.add(best.left + " " + best.right);
            Map<List<String>, Long> merged = new HashMap<>();
            Pair pair = best;
            words.forEach((word, times) -> merged.merge(apply(pair, word), times, Long::sum));
            words = merged;
        }
        return merges;
    }

    private static boolean isBetter(
            Map.Entry<Pair, Long> entry,
            Pair best,
            Map<Pair, Long> pairs,
            Map<String, Integer> ids) {
        long difference = entry.getValue() - pairs.getOrDefault(best, 0L);
        if (difference != 0) {
            return difference > 0;
        }
        int left = Integer.compare(id(ids, entry.getKey().left), id(ids, best.left));
        return left != 0 ? left < 0 : id(ids, entry.getKey().right) < id(ids, best.right);
    }

    private static int id(Map<String, Integer> ids, String token) {
        return ids.getOrDefault(token, -1);
    }

    /// Tokens of a text: in each word the earliest merge is applied until none is left.
    static List<String> encode(String text, List<String> merges) {
        Map<Pair, Integer> ranks = new HashMap<>();
        for (int i = 0; i < merges.size(); i++) {
            String[] sides = merges.get(i).split(" ", -1);
            ranks.put(new Pair(sides[0], sides[1]), i);
        }
        List<String> tokens = new ArrayList<>();
        for (String w : words(text)) {
            List<String> word = bytes(w);
            while (true) {
                @Nullable Pair first = null;
                int rank = Integer.MAX_VALUE;
                for (int i = 1; i < word.size(); i++) {
                    Pair pair = new Pair(word.get(i - 1), word.get(i));
                    int candidate = ranks.getOrDefault(pair, Integer.MAX_VALUE);
                    if (candidate < rank) {
                        rank = candidate;
                        first = pair;
                    }
                }
                if (first == null) {
                    break;
                }
                word = apply(first, word);
            }
            tokens.addAll(word);
        }
        return tokens;
    }

    private static List<String> bytes(String word) {
        List<String> bytes = new ArrayList<>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(ByteLevel.encode(new byte[] {b}));
        }
        return bytes;
    }

    private static List<String> apply(Pair pair, List<String> word) {
        List<String> merged = new ArrayList<>();
        for (String token : word) {
            boolean here =
                    token.equals(pair.right)
                            && !merged.isEmpty()
                            && merged.getLast().equals(pair.left);
            if (here) {
                merged.removeLast();
            }
            merged.add(here ? pair.left + pair.right : token);
        }
        return merged;
    }
}
