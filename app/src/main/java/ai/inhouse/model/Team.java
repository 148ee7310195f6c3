package ai.inhouse.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Phaser;

/// Workers that compute parts of the same sequences, in step: each reads the keys that the others
/// have written, and adds up the gradients that the others found for its own. A worker with whole
/// sequences is a team of one.
final class Team {
    private final List<DecoderPass> members;
    private final Map<Partition.Piece, Place> places = new HashMap<>();
    private final Phaser barrier;

    /// @param local a piece's number among its worker's
    private record Place(DecoderPass member, int local) {}

    /// @param shares each member's pieces; members without any take no part
    Team(List<List<Partition.Piece>> shares, List<DecoderPass> members) {
        this.members = members;
        int busy = 0;
        for (int m = 0; m < members.size(); m++) {
            List<Partition.Piece> share = shares.get(m);
            busy += share.isEmpty() ? 0 : 1;
            for (int local = 0; local < share.size(); local++) {
                places.put(share.get(local), new Place(members.get(m), local));
            }
        }
        barrier = new Phaser(busy);
    }

    /// Each worker's team: all of them where they share sequences, else itself alone.
    static List<Team> of(Partition partition, List<DecoderPass> passes) {
        if (partition.shared()) {
            return Collections.nCopies(passes.size(), new Team(partition.shares(), passes));
        }
        List<Team> teams = new ArrayList<>();
        for (int worker = 0; worker < passes.size(); worker++) {
            teams.add(
                    new Team(List.of(partition.shares().get(worker)), List.of(passes.get(worker))));
        }
        return teams;
    }

    /// Waits until all have come.
    ///
    /// @throws CancellationException if one will not come
    void await() {
        if (barrier.arriveAndAwaitAdvance() < 0) {
            throw new CancellationException("another worker has failed");
        }
    }

    /// Lets nobody wait any more.
    void abandon() {
        barrier.forceTermination();
    }

    /// A block's keys and values in a layer, once all have written theirs.
    AttentionActivations.Group keys(int layer, Partition.Piece piece) {
        Place place = places.get(piece);
        if (place == null) {
            throw new IllegalStateException("nobody has " + piece);
        }
        return place.member().kept(layer).groups().get(place.local());
    }

    /// Adds to a member's own gradients what the others found, always in the same order.
    void collect(DecoderPass to, Partition.Piece piece, KeyGradients own) {
        for (DecoderPass member : members) {
            if (!member.equals(to)) {
                Optional<KeyGradients> found = member.foreign(piece);
                found.ifPresent(own::add);
            }
        }
    }
}
