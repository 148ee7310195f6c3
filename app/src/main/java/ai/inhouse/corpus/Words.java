package ai.inhouse.corpus;

import java.util.Arrays;

/// A text's words as 64-bit hashes, letter case and everything between words aside.
final class Words {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Words() {}

    /// In reading order. A word is a run of letters and digits; an ideograph is a word of its own.
    static long[] of(String text) {
        long[] words = new long[Math.max(16, text.length() / 5)];
        int count = 0;
        long hash = FNV_OFFSET;
        boolean inWord = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean letter = isLetter(c);
            if (inWord && (!letter || isIdeograph(c))) {
                words = count == words.length ? Arrays.copyOf(words, 2 * count) : words;
                words[count++] = mix(hash);
                hash = FNV_OFFSET;
                inWord = false;
            }
            if (letter) {
                hash = (hash ^ Character.toLowerCase(c)) * FNV_PRIME;
                inWord = true;
            }
        }
        return Arrays.copyOf(words, count);
    }

    /// How many there are.
    static int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /// @param enough where counting ends
    static int count(String text, int enough) {
        int count = 0;
        boolean inWord = false;
        for (int i = 0; i <= text.length() && count < enough; i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean letter = isLetter(c);
            if (inWord && (!letter || isIdeograph(c))) {
                count++;
            }
            inWord = letter;
        }
        return count;
    }

    private static boolean isLetter(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static boolean isIdeograph(char c) {
        return c >= 0x2E80 && Character.isIdeographic(c);
    }

    /// Spreads every bit over all (the finalizer of SplitMix64, Steele et al. 2014).
    static long mix(long x) {
        long z = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
