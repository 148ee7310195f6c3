package ai.inhouse.inference;

import java.util.Arrays;

/// Guesses how a text goes on from where its last few tokens stood before, in the prompt or in what
/// was written (prompt lookup decoding, Saxena 2023): names, quotations and code come again. The
/// longest and then the latest such place counts.
final class PromptLookup {
    private static final int LONGEST = 4;
    private static final int SHORTEST = 2;
    private static final int LEAST_SLOTS = 256;
    private static final int MIX = 0x9E3779B9;

    /// For each length of n-gram, by its hash, where the latest one ended. Two of one hash displace
    /// each other: tokens are compared before a place is believed.
    private final int[][] ends = new int[LONGEST + 1][];

    private int indexed;

    /// @param capacity most tokens of the text
    PromptLookup(int capacity) {
        int size = Integer.highestOneBit(Math.max(capacity, LEAST_SLOTS)) * 4;
        for (int n = SHORTEST; n <= LONGEST; n++) {
            ends[n] = new int[size];
        }
    }

    /// @param ids of a text that only ever grows from call to call
    /// @param guess receives the tokens that might follow
    /// @param most tokens to guess
    /// @return how many were guessed
    int guess(int[] ids, int length, int[] guess, int most) {
        for (; indexed < length; indexed++) {
            // What ends here itself is no place where the text has been before.
            for (int n = SHORTEST; n <= Math.min(LONGEST, indexed); n++) {
                ends[n][slot(ids, indexed, n)] = indexed;
            }
        }
        for (int n = Math.min(LONGEST, length - 1); n >= SHORTEST; n--) {
            int end = ends[n][slot(ids, length, n)];
            if (end >= n && Arrays.equals(ids, end - n, end, ids, length - n, length)) {
                for (int i = 0; i < most; i++) {
                    int next = end + i;
                    // Where it repeats itself, the guess goes on with the guess.
                    guess[i] = next < length ? ids[next] : guess[next - length];
                }
                return most;
            }
        }
        return 0;
    }

    private int slot(int[] ids, int end, int n) {
        int hash = n;
        for (int i = end - n; i < end; i++) {
            hash = (hash ^ ids[i]) * MIX;
            hash ^= hash >>> 15;
        }
        return hash & (ends[n].length - 1);
    }
}
