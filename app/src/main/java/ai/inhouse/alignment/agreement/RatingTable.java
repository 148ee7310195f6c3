package ai.inhouse.alignment.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// What raters said of units, as whole numbers: categories or points on a scale. Not every rater
/// rates every unit.
///
/// @param raters by name, in order
/// @param categories those that occur, ascending
/// @param units for each unit, each rater's category by its place in `categories`; -1 for none
public record RatingTable(List<String> raters, List<Integer> categories, int[][] units) {
    static final int NONE = -1;

    /// @param said for each unit what each rater said
    public static RatingTable of(List<Map<String, Integer>> said) {
        SortedSet<String> raters = new TreeSet<>();
        SortedSet<Integer> categories = new TreeSet<>();
        said.forEach(
                unit -> {
                    raters.addAll(unit.keySet());
                    categories.addAll(unit.values());
                });
        List<String> names = List.copyOf(raters);
        List<Integer> values = List.copyOf(categories);
        int[][] units = new int[said.size()][];
        for (int u = 0; u < units.length; u++) {
            Map<String, Integer> unit = said.get(u);
            units[u] =
                    names.stream()
                            .mapToInt(r -> unit.containsKey(r) ? values.indexOf(unit.get(r)) : NONE)
                            .toArray();
        }
        return new RatingTable(names, values, units);
    }

    /// Of the same raters and categories, some of the units, each as often as it is named.
    RatingTable pick(int[] chosen) {
        int[][] picked = new int[chosen.length][];
        for (int i = 0; i < chosen.length; i++) {
            picked[i] = units[chosen[i]];
        }
        return new RatingTable(raters, categories, picked);
    }

    /// Two of the raters, and the units that both rated.
    RatingTable pair(int first, int second) {
        int[][] both =
                Arrays.stream(units)
                        .filter(unit -> unit[first] != NONE && unit[second] != NONE)
                        .map(unit -> new int[] {unit[first], unit[second]})
                        .toArray(int[][]::new);
        return new RatingTable(List.of(raters.get(first), raters.get(second)), categories, both);
    }

    public int ratings() {
        return Arrays.stream(units).mapToInt(RatingTable::count).sum();
    }

    /// Units that this rater rated.
    public int ratings(int rater) {
        return (int) Arrays.stream(units).filter(unit -> unit[rater] != NONE).count();
    }

    static int count(int[] unit) {
        int count = 0;
        for (int category : unit) {
            count += category == NONE ? 0 : 1;
        }
        return count;
    }

    /// How often each category stands in a unit.
    int[] counts(int[] unit) {
        int[] counts = new int[categories.size()];
        for (int category : unit) {
            if (category != NONE) {
                counts[category]++;
            }
        }
        return counts;
    }

    /// Units with at least two ratings: the others say nothing about agreement.
    List<int[]> comparable() {
        List<int[]> some = new ArrayList<>();
        for (int[] unit : units) {
            if (count(unit) >= 2) {
                some.add(unit);
            }
        }
        return some;
    }
}
