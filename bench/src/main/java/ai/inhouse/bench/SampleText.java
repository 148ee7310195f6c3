package ai.inhouse.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Documents of made-up words, whose frequencies fall as in natural language: the n-th most
/// frequent comes 1/n as often (Zipf). The same seed gives the same text.
public final class SampleText {
    private static final int WORDS = 50_000;
    private static final String LETTERS = "etaoinshrdlucmwfgypbvkjxqz";

    private final SplittableRandom random;
    private final List<String> words = new ArrayList<>(WORDS);

    public SampleText(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            words.add(word());
        }
    }

    /// @param length words of the document
    public String document(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= length; i++) {
            // Log-uniform ranks are Zipf's law with exponent 1.
            int rank = (int) Math.pow(WORDS, random.nextDouble()) - 1;
            text.append(words.get(rank)).append(i % 12 == 0 ? ".\n" : " ");
        }
        return text.toString();
    }

    /// @param count documents of `length` words
    public List<String> documents(int count, int length) {
        List<String> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(document(length));
        }
        return documents;
    }

    /// Bytes of UTF-8.
    public static long bytes(List<String> documents) {
        return documents.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private String word() {
        char[] letters = new char[2 + random.nextInt(9)];
        for (int i = 0; i < letters.length; i++) {
            double skewed = random.nextDouble() * random.nextDouble();
            letters[i] = LETTERS.charAt((int) (skewed * LETTERS.length()));
        }
        return new String(letters);
    }
}
