package ai.inhouse.tokens;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// Finds the merges: again and again the most frequent pair of neighbouring tokens becomes a token.
/// Only the words that hold the pair are touched, and only the counts of their neighbours change,
/// so that a merge costs what it changes.
///
/// Sennrich, Haddow, Birch: Neural Machine Translation of Rare Words with Subword Units, 2016.
final class PairMerger {
    /// A pair seen once teaches nothing.
    private static final long LEAST_COUNT = 2;

    private final int[] symbols;
    private final int[] starts;
    private final int[] lengths;
    private final long[] counts;
    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    PairMerger(WordTable words) {
        int n = words.size();
        symbols = new int[words.byteCount()];
        starts = new int[n];
        lengths = new int[n];
        counts = new long[n];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = words.bytes()[i] & 0xFF;
        }
        for (int word = 0; word < n; word++) {
            starts[word] = words.offset(word);
            lengths[word] = words.length(word);
            counts[word] = words.count(word);
            countPairs(word);
        }
        offerFrom(0);
    }

    /// A pair in the queue, with the count that it had when it was put there. Pairs of equal count
    /// come in the order of their ids, so that the result is the same on every machine.
    private record Candidate(long count, long key, int pair) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(key, other.key);
        }
    }

    /// @param most how many merges at most; fewer where no pair occurs twice any more
    /// @param task told of the merges done
    /// @return pairs of token ids; merge i makes token 256 + i
    List<BpeMerge> merge(int most, Progress.Task task) {
        List<BpeMerge> merges = new ArrayList<>();
        while (merges.size() < most && !queue.isEmpty()) {
            Candidate best = queue.poll();
            long count = pairs.count(best.pair);
            if (count != best.count) {
                offer(best.pair);
                continue;
            }
            int left = PairTable.left(best.key);
            int right = PairTable.right(best.key);
            int known = pairs.size();
            int made = 256 + merges.size();
            for (int word : pairs.take(best.pair)) {
                replace(word, left, right, made);
            }
            pairs.clear(best.pair);
            offerFrom(known);
            merges.add(new BpeMerge(left, right));
            task.at(merges.size(), "");
        }
        return merges;
    }

    private void countPairs(int word) {
        int end = starts[word] + lengths[word];
        for (int at = starts[word] + 1; at < end; at++) {
            pairs.add(PairTable.key(symbols[at - 1], symbols[at]), word, counts[word]);
        }
    }

    private void offerFrom(int firstPair) {
        for (int pair = firstPair; pair < pairs.size(); pair++) {
            offer(pair);
        }
    }

    private void offer(int pair) {
        if (pairs.count(pair) >= LEAST_COUNT) {
            queue.add(new Candidate(pairs.count(pair), pairs.key(pair), pair));
        }
    }

    /// Writes the word anew with `left right` as `made`, and moves the counts of its neighbours.
    private void replace(int word, int left, int right, int made) {
        int start = starts[word];
        int end = start + lengths[word];
        long times = counts[word];
        int write = start;
        int read = start;
        while (read < end) {
            int symbol = symbols[read++];
            if (symbol != left || read == end || symbols[read] != right) {
                symbols[write++] = symbol;
                continue;
            }
            read++;
            if (write > start) {
                int before = symbols[write - 1];
                pairs.remove(PairTable.key(before, left), times);
                pairs.add(PairTable.key(before, made), word, times);
            }
            if (read < end) {
                int after = symbols[read];
                pairs.remove(PairTable.key(right, after), times);
                pairs.add(PairTable.key(made, after), word, times);
            }
            symbols[write++] = made;
        }
        lengths[word] = write - start;
    }
}
