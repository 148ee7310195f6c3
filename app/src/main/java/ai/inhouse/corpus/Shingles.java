package ai.inhouse.corpus;

import java.util.Arrays;

/// The set of a text's shingles, runs of five words, as sorted hashes.
///
/// @param hashes sorted, each once
record Shingles(int[] hashes) {
    private static final int WORDS = 5;

    /// A text of fewer than five words is one shingle.
    static Shingles of(String text) {
        long[] words = Words.of(text);
        int count = Math.max(1, words.length - WORDS + 1);
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            long hash = 0;
            for (int w = i; w < Math.min(i + WORDS, words.length); w++) {
                hash = Words.mix(hash * 31 + words[w]);
            }
            hashes[i] = (int) (hash >>> 32);
        }
        Arrays.sort(hashes);
        int distinct = 1;
        for (int i = 1; i < count; i++) {
            if (hashes[i] != hashes[distinct - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        return new Shingles(Arrays.copyOf(hashes, distinct));
    }

    /// Jaccard similarity: what both have, of what either has.
    double similarity(Shingles other) {
        int[] a = hashes;
        int[] b = other.hashes;
        int common = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            int order = Integer.compare(a[i], b[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return common / (double) (a.length + b.length - common);
    }
}
