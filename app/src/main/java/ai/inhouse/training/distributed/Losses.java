package ai.inhouse.training.distributed;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// Ranks whose processes were killed, or whose machines are gone: not those that ended as they lost
/// these.
final class Losses {
    private final Set<Integer> ranks = new ConcurrentSkipListSet<>();

    void add(int rank) {
        ranks.add(rank);
    }

    boolean isEmpty() {
        return ranks.isEmpty();
    }

    Set<Integer> ranks() {
        return Set.copyOf(ranks);
    }
}
