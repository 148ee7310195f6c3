package ai.inhouse.inference;

import java.util.SplittableRandom;

/// The tokens among which one is drawn, in a heap whose root is the likeliest: only as many are
/// brought into order as are looked at.
final class Candidates {
    private final int[] ids;
    private final double[] weights;
    private int count;
    private double total;

    Candidates(int vocabulary) {
        this.ids = new int[vocabulary];
        this.weights = new double[vocabulary];
    }

    /// Fills in the tokens that top-k and top-p leave, with their unnormalized probabilities, in
    /// the order of their likelihood where either limits them.
    void take(float[] logits, int at, float greatest, Generator.Sampling sampling) {
        count = 0;
        total = 0;
        double inverse = 1 / sampling.temperature();
        for (int id = 0; id < ids.length; id++) {
            double weight = Math.exp((logits[at + id] - greatest) * inverse);
            if (weight > 0) {
                ids[count] = id;
                weights[count++] = weight;
                total += weight;
            }
        }
        boolean limitsCount = sampling.topK() > 0 && sampling.topK() < count;
        if (limitsCount || sampling.topP() < 1) {
            limit(limitsCount ? sampling.topK() : count, sampling.topP());
        }
        double least = sampling.shaping().minP();
        if (least > 0) {
            // The likeliest weighs 1.
            dropBelow(least);
        }
    }

    private void dropBelow(double least) {
        int kept = 0;
        total = 0;
        for (int i = 0; i < count; i++) {
            if (weights[i] >= least) {
                ids[kept] = ids[i];
                weights[kept++] = weights[i];
                total += weights[i];
            }
        }
        count = kept;
    }

    /// The ids of the `n` greatest logits, greatest first.
    int[] likeliest(float[] logits, int n) {
        count = ids.length;
        for (int id = 0; id < count; id++) {
            ids[id] = id;
            weights[id] = logits[id];
        }
        int[] best = new int[Math.min(n, count)];
        if (best.length > 0) {
            heapify();
        }
        int end = count;
        for (int i = 0; i < best.length; i++) {
            best[i] = ids[0];
            swap(0, --end);
            sink(0, end);
        }
        return best;
    }

    private void heapify() {
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(i, count);
        }
    }

    /// Moves the likeliest `k`, or the fewest of them that reach the share `p` of their sum, to the
    /// end of the arrays, likeliest last, and forgets the others.
    private void limit(int k, double p) {
        heapify();
        int end = count;
        double sum = 0;
        while (count - end < k) {
            swap(0, --end);
            sink(0, end);
            sum += weights[end];
        }
        double enough = p * sum;
        double kept = 0;
        int from = count;
        while (from > end && (from == count || kept < enough)) {
            kept += weights[--from];
        }
        int n = count - from;
        System.arraycopy(ids, from, ids, 0, n);
        System.arraycopy(weights, from, weights, 0, n);
        count = n;
        total = kept;
    }

    private void sink(int index, int end) {
        int parent = index;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= end) {
                return;
            }
            if (child + 1 < end && likelier(child + 1, child)) {
                child++;
            }
            if (!likelier(child, parent)) {
                return;
            }
            swap(child, parent);
            parent = child;
        }
    }

    /// Equals are told apart by their ids, so that the order is the same wherever they stand.
    private boolean likelier(int a, int b) {
        return weights[a] > weights[b] || (weights[a] == weights[b] && ids[a] < ids[b]);
    }

    private void swap(int a, int b) {
        int id = ids[a];
        ids[a] = ids[b];
        ids[b] = id;
        double weight = weights[a];
        weights[a] = weights[b];
        weights[b] = weight;
    }

    /// Writes each candidate's probability.
    void chances(float[] to) {
        for (int i = 0; i < count; i++) {
            to[ids[i]] = (float) (weights[i] / total);
        }
    }

    /// Takes a guess with the probability `min(1, p / q)`, else draws from what these candidates
    /// have beyond the guess's own distribution: together that is drawing from the candidates
    /// (Leviathan et al. 2023, appendix A.1).
    int drawOrTake(Guess guess, SplittableRandom random) {
        double own = 0;
        for (int i = 0; i < count; i++) {
            own = ids[i] == guess.token() ? weights[i] / total : own;
        }
        if (random.nextDouble() * guess.chances()[guess.token()] < own) {
            return guess.token();
        }
        double rest = 0;
        for (int i = 0; i < count; i++) {
            rest += beyond(i, guess);
        }
        if (rest <= 0) {
            // The distributions are equal up to rounding.
            return draw(random.nextDouble());
        }
        double left = random.nextDouble() * rest;
        int last = -1;
        for (int i = 0; i < count && left >= 0; i++) {
            double share = beyond(i, guess);
            left -= share;
            last = share > 0 ? ids[i] : last;
        }
        return last;
    }

    private double beyond(int i, Guess guess) {
        return Math.max(0, weights[i] / total - guess.chances()[ids[i]]);
    }

    /// @param uniform from 0 to below 1
    /// @return the token in whose share of the total it falls
    int draw(double uniform) {
        double left = uniform * total;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return ids[i];
            }
        }
        return ids[count - 1];
    }
}
