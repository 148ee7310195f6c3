package ai.inhouse.alignment;

import ai.inhouse.tokens.Chat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A rated answer as tokens, after its prompt; `assistant` marks the answer's ids.
///
/// @param mismatched the same prompt with the answer to another one, by which KTO tells how far the
///   model as a whole has moved
public record EncodedRating(Chat.Encoded answer, Chat.Encoded mismatched, boolean good) {
    /// The ratings whose answers fit into so many tokens. Each one's mismatched answer is the
    /// nearest before it, around the end, that was given to another prompt and fits too; where all
    /// prompts are the same, it is the nearest answer of all.
    public static List<EncodedRating> fitting(
            List<RatedCompletion> rated, Chat chat, int maxLength) {
        List<RatedCompletion> fit = new ArrayList<>();
        for (RatedCompletion one : rated) {
            if (encoded(one, one, chat).ids().length <= maxLength) {
                fit.add(one);
            }
        }
        List<EncodedRating> fitting = new ArrayList<>();
        for (int i = 0; i < fit.size(); i++) {
            RatedCompletion one = fit.get(i);
            mismatched(fit, i, chat, maxLength)
                    .map(row -> new EncodedRating(encoded(one, one, chat), row, one.good()))
                    .ifPresent(fitting::add);
        }
        return fitting;
    }

    private static Optional<Chat.Encoded> mismatched(
            List<RatedCompletion> rated, int at, Chat chat, int maxLength) {
        RatedCompletion one = rated.get(at);
        boolean samePrompts = rated.stream().allMatch(r -> r.prompt().equals(one.prompt()));
        return IntStream.range(1, rated.size())
                .mapToObj(back -> rated.get(Math.floorMod(at - back, rated.size())))
                .filter(other -> samePrompts || !other.prompt().equals(one.prompt()))
                .map(other -> encoded(one, other, chat))
                .filter(row -> row.ids().length <= maxLength)
                .findFirst();
    }

    private static Chat.Encoded encoded(
            RatedCompletion asked, RatedCompletion answered, Chat chat) {
        return Completions.encode(chat, asked.prompt(), answered.completion());
    }

    /// All answers, then all mismatched ones: the order of their reference's scores.
    public static List<Chat.Encoded> rows(List<EncodedRating> ratings) {
        return Stream.concat(
                        ratings.stream().map(EncodedRating::answer),
                        ratings.stream().map(EncodedRating::mismatched))
                .toList();
    }

    /// Tokens of the longer answer with its prompt.
    public int length() {
        return Math.max(answer.ids().length, mismatched.ids().length);
    }
}
