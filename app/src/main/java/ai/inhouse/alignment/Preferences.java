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
        Set<List<Message>> prompts = new HashSet<>();
        prompts.addAll(first(learned, pairs.stream().map(PreferencePair::prompt)));
        prompts.addAll(first(learned, rated.stream().map(RatedCompletion::prompt)));
        return new Split(with(prompts, true), with(prompts, false));
    }

    public record Split(Preferences learned, Preferences heldOut) {}

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
