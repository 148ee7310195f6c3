package ai.inhouse.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/// A set of Unicode code points, as ranges in order that neither touch nor overlap. Halves of
/// surrogate pairs are no characters and in no set.
record CharSet(List<Range> ranges) {
    static final CharSet NONE = new CharSet(List.of());
    static final CharSet ALL =
            new CharSet(
                    List.of(
                            new Range(0, Character.MIN_SURROGATE - 1),
                            new Range(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT)));

    /// @param last included
    record Range(int first, int last) {}

    static CharSet of(int character) {
        return range(character, character);
    }

    static CharSet range(int first, int last) {
        return first > last ? NONE : new CharSet(List.of(new Range(first, last))).intersect(ALL);
    }

    static CharSet of(String characters) {
        CharSet set = NONE;
        for (int c : characters.codePoints().toArray()) {
            set = set.union(of(c));
        }
        return set;
    }

    CharSet union(CharSet other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort((a, b) -> Integer.compare(a.first, b.first));
        List<Range> merged = new ArrayList<>();
        for (Range range : all) {
            Range before = merged.isEmpty() ? new Range(-2, -2) : merged.getLast();
            if (range.first <= before.last + 1) {
                merged.removeLast();
                merged.add(new Range(before.first, Math.max(before.last, range.last)));
            } else {
                merged.add(range);
            }
        }
        return new CharSet(List.copyOf(merged));
    }

    CharSet intersect(CharSet other) {
        List<Range> common = new ArrayList<>();
        for (Range a : ranges) {
            for (Range b : other.ranges) {
                int first = Math.max(a.first, b.first);
                int last = Math.min(a.last, b.last);
                if (first <= last) {
                    common.add(new Range(first, last));
                }
            }
        }
        return new CharSet(List.copyOf(common));
    }

    CharSet negate() {
        List<Range> gaps = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            if (next < range.first) {
                gaps.add(new Range(next, range.first - 1));
            }
            next = range.last + 1;
        }
        gaps.add(new Range(next, Character.MAX_CODE_POINT));
        return new CharSet(gaps).intersect(ALL);
    }
}
