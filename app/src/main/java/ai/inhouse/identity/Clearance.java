package ai.inhouse.identity;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What somebody may read.
public sealed interface Clearance {
    /// Whether its holder may read what carries the label: the level is reached, and each of the
    /// label's groups is held. What may be read of two things' conjunction may be read of each.
    boolean covers(AccessLabel label);

    /// The people at this machine, whose files they are.
    record Everything() implements Clearance {
        @Override
        public boolean covers(AccessLabel label) {
            return true;
        }

        @Override
        public String toString() {
            return "everything";
        }
    }

    /// @param level up to which documents may be read
    /// @param groups that the holder is in
    record Held(AccessLabel.Level level, SortedSet<String> groups) implements Clearance {
        public Held {
            groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        }

        @Override
        public boolean covers(AccessLabel label) {
            return label.level().compareTo(level) <= 0 && groups.containsAll(label.groups());
        }

        /// As labels are written: `internal` or `restricted:finance,legal`.
        @Override
        public String toString() {
            return new AccessLabel(level, groups).toString();
        }
    }

    static Clearance everything() {
        return new Everything();
    }

    /// @param text as in `restricted:finance,legal`
    /// @throws IllegalArgumentException if the level is none of the three
    static Clearance parse(String text) {
        AccessLabel held = AccessLabel.parse(text);
        return new Held(held.level(), held.groups());
    }
}
