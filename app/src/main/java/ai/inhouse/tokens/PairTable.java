package ai.inhouse.tokens;

import java.util.Arrays;

/// All pairs of neighbouring tokens seen so far: how often each occurs, and in which words. Pairs
/// are numbered in the order in which they were first seen.
final class PairTable {
    private static final int[] NOWHERE = {};

    private int[] slots = new int[1 << 14];
    private long[] keys = new long[1 << 13];
    private long[] counts = new long[1 << 13];
    private int[][] words = new int[1 << 13][];
    private int[] wordCounts = new int[1 << 13];
    private int size;

    static long key(int left, int right) {
        return ((long) left << 32) | right;
    }

    static int left(long key) {
        return (int) (key >>> 32);
    }

    static int right(long key) {
        return (int) key;
    }

    int size() {
        return size;
    }

    long key(int pair) {
        return keys[pair];
    }

    long count(int pair) {
        return counts[pair];
    }

    /// Notes that a word holds the pair once more.
    void add(long key, int word, long times) {
        int pair = find(key);
        counts[pair] += times;
        int n = wordCounts[pair];
        int[] list = words[pair];
        if (n > 0 && list[n - 1] == word) {
            return;
        }
        if (n == list.length) {
            list = Arrays.copyOf(list, Math.max(2, n * 2));
            words[pair] = list;
        }
        list[n] = word;
        wordCounts[pair] = n + 1;
    }

    /// Notes that the pair occurs less often. In which words is not forgotten: a word that no
    /// longer holds the pair is found out when it is read.
    void remove(long key, long times) {
        counts[find(key)] -= times;
    }

    /// Forgets a pair that was merged.
    ///
    /// @return the words that may hold it
    int[] take(int pair) {
        int[] taken = Arrays.copyOf(words[pair], wordCounts[pair]);
        words[pair] = NOWHERE;
        wordCounts[pair] = 0;
        return taken;
    }

    /// Ends a merge: the pair is nowhere any more, also where it overlapped itself.
    void clear(int pair) {
        take(pair);
        counts[pair] = 0;
    }

    private int find(long key) {
        int mask = slots.length - 1;
        int slot = slot(key, mask);
        for (int pair = slots[slot] - 1; pair >= 0; pair = slots[slot] - 1) {
            if (keys[pair] == key) {
                return pair;
            }
            slot = (slot + 1) & mask;
        }
        return insert(key, slot);
    }

    private int insert(long key, int slot) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            words = Arrays.copyOf(words, size * 2);
            wordCounts = Arrays.copyOf(wordCounts, size * 2);
        }
        int pair = size++;
        keys[pair] = key;
        words[pair] = NOWHERE;
        slots[slot] = pair + 1;
        if (size * 2 > slots.length) {
            rehash();
        }
        return pair;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int pair = 0; pair < size; pair++) {
            int slot = slot(keys[pair], mask);
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = pair + 1;
        }
    }

    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
