package ai.inhouse.inference;

import java.util.Arrays;

/// The distinct tokens of a sequence, and how often each was written, in a hash table with open
/// addressing.
final class Seen {
    private final int[] slots;
    private final int[] ids;
    private final int[] times;
    private int count;

    /// @param capacity most tokens in the sequence
    Seen(int capacity) {
        this.slots = new int[Integer.highestOneBit(Math.max(capacity, 1)) * 4];
        Arrays.fill(slots, -1);
        this.ids = new int[capacity];
        this.times = new int[capacity];
    }

    /// Remembers a token of the prompt.
    void addRead(int id) {
        index(id);
    }

    /// Remembers a token that the model wrote.
    void addWritten(int id) {
        times[index(id)]++;
    }

    private int index(int id) {
        int slot = (id * 0x9E3779B9) >>> 7 & slots.length - 1;
        while (slots[slot] >= 0 && ids[slots[slot]] != id) {
            slot = slot + 1 & slots.length - 1;
        }
        if (slots[slot] < 0) {
            slots[slot] = count;
            ids[count++] = id;
        }
        return slots[slot];
    }

    int count() {
        return count;
    }

    int id(int index) {
        return ids[index];
    }

    int timesWritten(int index) {
        return times[index];
    }
}
