package ai.inhouse.evaluation;

import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a trained reward model is worth on pairs of answers.
///
/// @param figures of all pairs, by name
/// @param withoutLength the same when length earns nothing
/// @param slices how often it is right on some of the pairs
public record RewardReport(
        Map<String, Double> figures,
        Map<String, Double> withoutLength,
        List<RewardQuality.Reliability> reliability,
        List<Slice> slices) {
    private static final int THIRDS = 3;

    /// @param low Wilson's 95% interval of the accuracy, with `high`
    public record Slice(String name, int pairs, double accuracy, double low, double high) {}

    /// @param pairs of which it can read one at least
    /// @throws InhouseException if all are longer than it can read
    public static RewardReport of(RewardModel model, List<PreferencePair> pairs) {
        List<PreferencePair> readable = new ArrayList<>();
        List<EncodedPair> encoded = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            EncodedPair one = EncodedPair.of(pair, model.chat());
            if (one.length() <= model.maxLength()) {
                readable.add(pair);
                encoded.add(one);
            }
        }
        if (encoded.isEmpty()) {
            throw InhouseException.badInput(
                    "measuring a reward model",
                    "%d pairs".formatted(pairs.size()),
                    "none has both answers within the %d tokens that it reads"
                            .formatted(model.maxLength()),
                    "Give pairs of two answers, as 'prompt', 'chosen' and 'rejected'.");
        }
        RewardQuality quality =
                HeldOutRewards.quality(encoded, model.scores(EncodedPair.rows(encoded)));
        return of(quality, readable, encoded);
    }

    /// @param encoded the same pairs
    static RewardReport of(
            RewardQuality quality, List<PreferencePair> pairs, List<EncodedPair> encoded) {
        return new RewardReport(
                quality.figures(),
                quality.withoutLength(quality.lengthSlope().orElse(0)).figures(),
                quality.reliability(),
                slices(quality, pairs, encoded));
    }

    private static List<Slice> slices(
            RewardQuality quality, List<PreferencePair> pairs, List<EncodedPair> encoded) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        int[] byLength = ranks(encoded);
        for (int i = 0; i < pairs.size(); i++) {
            boolean alone = pairs.get(i).prompt().size() <= 1;
            put(members, alone ? "one question" : "a conversation", i);
            int chosen = Completions.counted(encoded.get(i).chosen());
            int rejected = Completions.counted(encoded.get(i).rejected());
            put(members, longer(Integer.compare(chosen, rejected)), i);
            put(members, third(byLength[i] * THIRDS / pairs.size()), i);
            put(members, pairs.get(i).source().replaceFirst(", line \\d+$", ""), i);
        }
        List<Slice> slices = new ArrayList<>();
        new TreeMap<>(members)
                .forEach(
                        (name, some) -> {
                            RewardQuality part =
                                    quality.of(some.stream().mapToInt(i -> i).toArray());
                            Interval interval = part.accuracyInterval();
                            slices.add(
                                    new Slice(
                                            name,
                                            some.size(),
                                            part.accuracy(),
                                            interval.low(),
                                            interval.high()));
                        });
        return slices;
    }

    private static void put(Map<String, List<Integer>> members, String slice, int pair) {
        members.computeIfAbsent(slice, _ -> new ArrayList<>()).add(pair);
    }

    private static String longer(int which) {
        return which == 0
                ? "equally long answers"
                : which > 0 ? "the longer answer chosen" : "the shorter answer chosen";
    }

    private static String third(int third) {
        return third == 0 ? "short answers" : third == 1 ? "middling answers" : "long answers";
    }

    /// Each pair's place by the tokens of its longer answer.
    private static int[] ranks(List<EncodedPair> pairs) {
        Integer[] order = new Integer[pairs.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Integer.compare(tokens(pairs.get(a)), tokens(pairs.get(b))));
        int[] ranks = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            ranks[order[place]] = place;
        }
        return ranks;
    }

    private static int tokens(EncodedPair pair) {
        return Math.max(Completions.counted(pair.chosen()), Completions.counted(pair.rejected()));
    }
}
