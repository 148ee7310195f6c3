package ai.inhouse.corpus;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Signatures whose share of equal places estimates two sets' Jaccard similarity (Broder 1997): for
/// each of 128 permutations of all hashes, the smallest that the set holds. The permutations are
/// fixed, so that the same text has the same signature for ever.
final class MinHash {
    static final int PERMUTATIONS = 128;
    private static final long SEED = 0x1DEA5;

    private final int[] factors = new int[PERMUTATIONS];
    private final int[] offsets = new int[PERMUTATIONS];

    MinHash() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < PERMUTATIONS; i++) {
            factors[i] = random.nextInt() | 1; // odd: a permutation of all 32-bit numbers
            offsets[i] = random.nextInt();
        }
    }

    /// @return 128 minima
    int[] signature(Shingles shingles) {
        int[] minima = new int[PERMUTATIONS];
        Arrays.fill(minima, Integer.MAX_VALUE);
        for (int hash : shingles.hashes()) {
            for (int i = 0; i < PERMUTATIONS; i++) {
                minima[i] = Math.min(minima[i], hash * factors[i] + offsets[i]);
            }
        }
        return minima;
    }
}
