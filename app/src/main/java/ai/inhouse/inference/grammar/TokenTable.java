package ai.inhouse.inference.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/// A vocabulary's tokens by their bytes, in such an order that tokens which begin alike stand
/// together: what leads nowhere is skipped with all that begins with it.
final class TokenTable {
    private final byte[][] bytes;
    private final int[] sorted;

    /// How many first bytes each token of `sorted` shares with the one before it.
    private final int[] shared;

    private final int longest;

    /// @param bytes of each token; empty for those that stand for no text
    TokenTable(byte[][] bytes) {
        this.bytes = bytes;
        this.sorted =
                IntStream.range(0, bytes.length)
                        .filter(id -> bytes[id].length > 0)
                        .boxed()
                        .sorted(Comparator.comparing(id -> bytes[id], Arrays::compareUnsigned))
                        .mapToInt(Integer::intValue)
                        .toArray();
        this.shared = new int[sorted.length];
        for (int i = 1; i < sorted.length; i++) {
            int mismatch = Arrays.mismatch(bytes[sorted[i - 1]], bytes[sorted[i]]);
            shared[i] = mismatch < 0 ? bytes[sorted[i]].length : mismatch;
        }
        this.longest = Arrays.stream(sorted).map(id -> bytes[id].length).max().orElse(0);
    }

    byte[] bytes(int id) {
        return bytes[id];
    }

    /// The tokens whose bytes an automaton can read in a state.
    BitSet leadingOn(Automaton automaton, Automaton.State from) {
        BitSet allowed = new BitSet(bytes.length);
        Automaton.State[] path = new Automaton.State[longest + 1];
        path[0] = from;
        int known = 0;
        for (int i = 0; i < sorted.length; ) {
            byte[] token = bytes[sorted[i]];
            int at = Math.min(known, shared[i]);
            while (at < token.length) {
                Automaton.State next = automaton.next(path[at], token[at] & 0xff);
                if (next.isDead()) {
                    break;
                }
                path[++at] = next;
            }
            known = at;
            i++;
            if (at == token.length) {
                allowed.set(sorted[i - 1]);
            } else {
                while (i < sorted.length && shared[i] > at) {
                    i++;
                }
            }
        }
        return allowed;
    }
}
