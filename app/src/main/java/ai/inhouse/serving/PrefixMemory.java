package ai.inhouse.serving;

import java.util.LinkedHashMap;
import java.util.Map;

/// Which beginnings of prompts a server has read lately, as a server keeps the keys and values of
/// what it read. A prompt's beginning is told by the hashes of its blocks, each of which goes on
/// from the one before.
final class PrefixMemory {
    /// Characters of a block: about as many as a page of keys and values is of.
    static final int BLOCK = 128;

    private static final int MOST_BLOCKS_OF_PROMPT = 512;

    private final Map<Long, Boolean> seen;

    /// @param most blocks remembered; those that were met longest ago are forgotten
    PrefixMemory(int most) {
        this.seen =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                        return size() > most;
                    }
                };
    }

    /// The hashes of a prompt's whole blocks, from the first on.
    static long[] blocks(String prompt) {
        int count = Math.min(prompt.length() / BLOCK, MOST_BLOCKS_OF_PROMPT);
        long[] blocks = new long[count];
        long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
        for (int i = 0; i < count * BLOCK; i++) {
            hash = (hash ^ prompt.charAt(i)) * 0x100000001b3L;
            blocks[i / BLOCK] = hash;
        }
        return blocks;
    }

    /// How many of the first blocks were seen.
    int known(long[] blocks) {
        int known = 0;
        while (known < blocks.length && seen.get(blocks[known]) != null) {
            known++;
        }
        return known;
    }

    void remember(long[] blocks) {
        for (long block : blocks) {
            seen.put(block, true);
        }
    }

    /// What a server that was away has lost.
    void forget() {
        seen.clear();
    }
}
