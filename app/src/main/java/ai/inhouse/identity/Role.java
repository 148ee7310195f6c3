package ai.inhouse.identity;

import java.util.Locale;

/// What an account may do; each may do what those before it may.
public enum Role {
    /// Reviews what it is given.
    REVIEWER,
    /// Sees what reviewers said, and decides where they disagree.
    ADJUDICATOR,
    /// Everything.
    OWNER;

    public boolean mayActAs(Role other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
