package ai.inhouse.corpus;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// Finds signatures that share a band (locality-sensitive hashing, Indyk and Motwani 1998). With 21
/// bands of 6 places two sets of Jaccard similarity 0.8 meet with probability 0.998, of 0.5 with
/// 0.28, of 0.2 with 0.001: 1 - (1 - s^6)^21.
///
/// A hash table with open addressing over plain arrays: 21 entries of 12 bytes for each signature.
final class BandIndex {
    static final int BANDS = 21;
    private static final int PLACES = 6;

    private long[] keys = new long[1 << 12];

    /// For each key the last entry with it, plus one; 0 is free.
    private int[] heads = new int[1 << 12];

    /// For each entry the one before with the same key, plus one. An entry is number * BANDS +
    /// band.
    private int[] before = new int[1 << 11];

    private int used;
    private int signatures;

    /// @return the signature's number: 0, 1, 2, …
    int add(int[] signature) {
        int number = signatures++;
        if ((number + 1) * BANDS > before.length) {
            before = Arrays.copyOf(before, Math.max(2 * before.length, (number + 1) * BANDS));
        }
        for (int band = 0; band < BANDS; band++) {
            if (2 * used >= keys.length) {
                grow();
            }
            int entry = number * BANDS + band;
            int slot = slot(keys, heads, key(signature, band));
            used += heads[slot] == 0 ? 1 : 0;
            keys[slot] = key(signature, band);
            before[entry] = heads[slot];
            heads[slot] = entry + 1;
        }
        return number;
    }

    /// Gives the numbers of the signatures that share a band, some more than once.
    void candidates(int[] signature, IntConsumer candidate) {
        for (int band = 0; band < BANDS; band++) {
            int head = heads[slot(keys, heads, key(signature, band))];
            for (int entry = head; entry != 0; entry = before[entry - 1]) {
                candidate.accept((entry - 1) / BANDS);
            }
        }
    }

    private static long key(int[] signature, int band) {
        long key = band;
        for (int i = band * PLACES; i < (band + 1) * PLACES; i++) {
            key = Words.mix(key * 31 + signature[i]);
        }
        return key;
    }

    private static int slot(long[] keys, int[] heads, long key) {
        int mask = keys.length - 1;
        int slot = (int) key & mask;
        while (heads[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] moreKeys = new long[2 * keys.length];
        int[] moreHeads = new int[2 * heads.length];
        for (int i = 0; i < keys.length; i++) {
            if (heads[i] != 0) {
                int slot = slot(moreKeys, moreHeads, keys[i]);
                moreKeys[slot] = keys[i];
                moreHeads[slot] = heads[i];
            }
        }
        keys = moreKeys;
        heads = moreHeads;
    }
}
