package ai.inhouse.alignment.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What a reviewer says of an item's answers. Answers are meant by their place in the item.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Choice.class, name = "choice"),
    @JsonSubTypes.Type(value = Verdict.Tie.class, name = "tie"),
    @JsonSubTypes.Type(value = Verdict.Ranking.class, name = "ranking"),
    @JsonSubTypes.Type(value = Verdict.Scores.class, name = "scores"),
    @JsonSubTypes.Type(value = Verdict.Thumb.class, name = "thumb"),
    @JsonSubTypes.Type(value = Verdict.Skip.class, name = "skip")
})
public sealed interface Verdict {
    /// One of two answers is better.
    record Choice(int better) implements Verdict {}

    /// Neither of two answers is better.
    record Tie() implements Verdict {}

    /// @param order the answers, the best first
    record Ranking(List<Integer> order) implements Verdict {
        public Ranking {
            order = List.copyOf(order);
            if (new HashSet<>(order).size() != order.size()) {
                throw new IllegalArgumentException("an answer stands twice in a ranking");
            }
        }
    }

    /// @param scores from 1 to 7; a criterion that does not apply is left out
    record Scores(Map<Criterion, Integer> scores) implements Verdict {
        static final int LOWEST = 1;
        static final int HIGHEST = 7;

        public Scores {
            scores = scores.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(scores));
            if (scores.isEmpty()) {
                throw new IllegalArgumentException("scores by no criterion");
            }
            if (scores.values().stream().anyMatch(score -> score < LOWEST || score > HIGHEST)) {
                throw new IllegalArgumentException("a score is a number from 1 to 7");
            }
        }
    }

    /// An answer is good or is not.
    record Thumb(boolean up) implements Verdict {}

    /// The reviewer would rather not say.
    ///
    /// @param note in the reviewer's words; may be empty
    record Skip(Reason reason, String note) implements Verdict {
        public Skip {
            Judgement.checkLength(note, "a note");
        }
    }

    /// Why an item is not judged.
    enum Reason {
        @JsonProperty("unclear")
        UNCLEAR,
        @JsonProperty("not_my_field")
        NOT_MY_FIELD,
        @JsonProperty("all_bad")
        ALL_BAD,
        @JsonProperty("harmful")
        HARMFUL,
        @JsonProperty("other")
        OTHER
    }
}
