package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversations.SetAside;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What files of preferences gave: pairs of answers, single answers with a rating, or both.
///
/// @param setAside lines that could not be used
public record Preferences(
        List<PreferencePair> pairs, List<RatedCompletion> rated, List<SetAside> setAside) {
    public Preferences {
        pairs = List.copyOf(pairs);
        rated = List.copyOf(rated);
        setAside = List.copyOf(setAside);
    }

    /// All of it as ratings: a pair says that its chosen answer is good and its rejected one bad.
    public List<RatedCompletion> ratings() {
        List<RatedCompletion> ratings = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            ratings.add(new RatedCompletion(pair.prompt(), pair.chosen(), true, pair.source()));
            ratings.add(new RatedCompletion(pair.prompt(), pair.rejected(), false, pair.source()));
        }
        ratings.addAll(rated);
        return ratings;
    }

    /// The part to learn from and the part to measure with; no prompt is in both.
    ///
    /// @param learned what each of the pairs and the ratings give to the former, in their order
    public Split split(double learned) {
        return split(List.of(this), learned);
    }

    /// As [#split(double)], of several sources, each of which gives its share.
    public static Split split(List<Preferences> sources, double learned) {
        Set<List<Message>> prompts = new HashSet<>();
        for (Preferences source : sources) {
            prompts.addAll(first(learned, source.pairs.stream().map(PreferencePair::prompt)));
            prompts.addAll(first(learned, source.rated.stream().map(RatedCompletion::prompt)));
        }
        Preferences all =
                new Preferences(
                        sources.stream().flatMap(s -> s.pairs.stream()).toList(),
                        sources.stream().flatMap(s -> s.rated.stream()).toList(),
                        List.of());
        return new Split(all.with(prompts, true), all.with(prompts, false));
    }

    public record Split(Preferences learned, Preferences heldOut) {
        /// Whether there are good and bad answers to learn from, and others to measure with.
        public boolean isEnough() {
            return learned.hasBoth() && heldOut.hasBoth();
        }
    }

    private boolean hasBoth() {
        List<RatedCompletion> all = ratings();
        long good = all.stream().filter(RatedCompletion::good).count();
        return good > 0 && good < all.size();
    }

    private static List<List<Message>> first(double share, Stream<List<Message>> prompts) {
        List<List<Message>> distinct = prompts.distinct().toList();
        return distinct.subList(0, (int) Math.ceil(share * distinct.size()));
    }

    private Preferences with(Set<List<Message>> prompts, boolean wanted) {
        return new Preferences(
                pairs.stream().filter(p -> prompts.contains(p.prompt()) == wanted).toList(),
                rated.stream().filter(r -> prompts.contains(r.prompt()) == wanted).toList(),
                List.of());
    }
}
