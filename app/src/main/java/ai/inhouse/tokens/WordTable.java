package ai.inhouse.tokens;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// How often each word occurs. An open-addressing table over one byte array: a word is looked up
/// from a slice of the text, and no object is made for it.
final class WordTable {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int[] slots = new int[1 << 12];
    private byte[] bytes = new byte[1 << 16];
    private int[] offsets = new int[1 << 11];
    private long[] hashes = new long[1 << 11];
    private long[] counts = new long[1 << 11];
    private int size;

    int size() {
        return size;
    }

    /// Bytes of all words together.
    int byteCount() {
        return offsets[size];
    }

    long count(int word) {
        return counts[word];
    }

    byte[] bytes() {
        return bytes;
    }

    int offset(int word) {
        return offsets[word];
    }

    int length(int word) {
        return offsets[word + 1] - offsets[word];
    }

    /// Counts the word `text[from, to)`.
    ///
    /// @param times how often it was seen
    void add(byte[] text, int from, int to, long times) {
        long hash = hash(text, from, to);
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        for (int word = slots[slot] - 1; word >= 0; word = slots[slot] - 1) {
            if (hashes[word] == hash && same(word, text, from, to)) {
                counts[word] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
        append(text, from, to, hash, times);
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
    }

    void addAll(WordTable other) {
        for (int word = 0; word < other.size; word++) {
            add(other.bytes, other.offsets[word], other.offsets[word + 1], other.counts[word]);
        }
    }

    /// The words that were seen more than `times`.
    WordTable moreFrequentThan(long times) {
        WordTable kept = new WordTable();
        for (int word = 0; word < size; word++) {
            if (counts[word] > times) {
                kept.add(bytes, offsets[word], offsets[word + 1], counts[word]);
            }
        }
        return kept;
    }

    private boolean same(int word, byte[] text, int from, int to) {
        return Arrays.equals(bytes, offsets[word], offsets[word + 1], text, from, to);
    }

    private void append(byte[] text, int from, int to, long hash, long times) {
        int offset = offsets[size];
        if (size + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
            hashes = Arrays.copyOf(hashes, offsets.length);
            counts = Arrays.copyOf(counts, offsets.length);
        }
        int end = Math.addExact(offset, to - from);
        if (end > bytes.length) {
            long doubled = Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, end));
        }
        System.arraycopy(text, from, bytes, offset, to - from);
        hashes[size] = hash;
        counts[size] = times;
        offsets[++size] = end;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int word = 0; word < size; word++) {
            int slot = (int) (hashes[word] >>> 32) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = word + 1;
        }
    }

    private static long hash(byte[] text, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = mix(hash, (long) LONG.get(text, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << 8) | (text[at] & 0xFF);
        }
        return mix(hash, rest);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * MIX;
        return mixed ^ (mixed >>> 29);
    }
}
