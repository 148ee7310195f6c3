package ai.inhouse.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Who may see a document and all that is made from it. Written `internal` or
/// `restricted:finance,legal`.
///
/// @param groups a reader must be in every one of them
public record AccessLabel(Level level, SortedSet<String> groups) {
    /// From open to closed.
    public enum Level {
        @JsonProperty("public")
        PUBLIC,
        @JsonProperty("internal")
        INTERNAL,
        @JsonProperty("restricted")
        RESTRICTED
    }

    public static final AccessLabel INTERNAL = new AccessLabel(Level.INTERNAL, new TreeSet<>());

    public AccessLabel {
        groups = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    /// @throws IllegalArgumentException if the level is none of the three
    public static AccessLabel parse(String text) {
        int colon = text.indexOf(':');
        String level = colon < 0 ? text : text.substring(0, colon);
        TreeSet<String> groups = new TreeSet<>();
        if (colon >= 0) {
            for (String group : text.substring(colon + 1).split(",", -1)) {
                if (group.isBlank()) {
                    throw new IllegalArgumentException("a group in '%s' is empty".formatted(text));
                }
                groups.add(group.strip());
            }
        }
        return new AccessLabel(Level.valueOf(level.strip().toUpperCase(Locale.ROOT)), groups);
    }

    /// The label of something made from both: the stricter level, and every group of each.
    public AccessLabel and(AccessLabel other) {
        TreeSet<String> all = new TreeSet<>(groups);
        all.addAll(other.groups);
        return new AccessLabel(level.compareTo(other.level) >= 0 ? level : other.level, all);
    }

    @Override
    public String toString() {
        String name = level.name().toLowerCase(Locale.ROOT);
        return groups.isEmpty()
                ? name
                : name + groups.stream().collect(Collectors.joining(",", ":", ""));
    }
}
