package ai.inhouse.alignment.review;

import ai.inhouse.base.Json;
import java.util.List;

/// All that a reviewer says of an item at once.
///
/// @param corrections what an answer should have said; each becomes an example to learn from
/// @param marks places that are wrong
public record Judgement(Verdict verdict, List<Correction> corrections, List<Mark> marks) {
    private static final int LONGEST = 20_000;
    private static final int MOST_MARKS = 100;

    public Judgement {
        corrections = List.copyOf(corrections);
        marks = List.copyOf(marks);
        if (marks.size() > MOST_MARKS) {
            throw new IllegalArgumentException("more than %d marks".formatted(MOST_MARKS));
        }
    }

    public static Judgement of(Verdict verdict) {
        return new Judgement(verdict, List.of(), List.of());
    }

    /// @param answer which of the item's
    /// @param text the whole answer as it should be
    public record Correction(int answer, String text) {
        public Correction {
            if (text.isBlank()) {
                throw new IllegalArgumentException("an empty correction");
            }
            checkLength(text, "a correction");
        }
    }

    /// A part of an answer that is wrong.
    ///
    /// @param answer which of the item's
    /// @param from its first UTF-16 unit
    /// @param to behind its last
    /// @param note what is wrong with it; may be empty
    /// @param source which of the item's sources shows it; -1 for none
    public record Mark(int answer, int from, int to, String note, int source) {
        public Mark {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("a mark from %d to %d".formatted(from, to));
            }
            checkLength(note, "a note");
        }
    }

    static void checkLength(String text, String what) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "%s of more than %d characters".formatted(what, LONGEST));
        }
    }

    public String json() {
        return Json.write(this);
    }

    /// @param json as `json` wrote it
    public static Judgement of(String json) {
        return Json.mapper().readValue(json, Judgement.class);
    }

    /// Whether this can be said of that item.
    ///
    /// @throws IllegalArgumentException with the reason if not
    public void check(ReviewItem item) {
        int answers = item.answers().size();
        boolean fits =
                switch (verdict) {
                    case Verdict.Choice choice ->
                            item.kind() == ReviewItem.Kind.PAIR && within(choice.better(), answers);
                    case Verdict.Tie _ -> item.kind() == ReviewItem.Kind.PAIR;
                    case Verdict.Ranking ranking ->
                            item.kind() == ReviewItem.Kind.RANKING
                                    && ranking.order().size() == answers
                                    && ranking.order().stream().allMatch(a -> within(a, answers));
                    case Verdict.Scores _ -> item.kind() == ReviewItem.Kind.SCORES;
                    case Verdict.Thumb _ -> item.kind() == ReviewItem.Kind.THUMBS;
                    case Verdict.Skip _ -> true;
                };
        if (!fits) {
            throw new IllegalArgumentException("this verdict does not fit the item");
        }
        if (!corrections.stream().allMatch(c -> within(c.answer(), answers))
                || !marks.stream().allMatch(m -> fits(m, item))) {
            throw new IllegalArgumentException("a correction or mark lies outside of the answers");
        }
    }

    private static boolean fits(Mark mark, ReviewItem item) {
        return within(mark.answer(), item.answers().size())
                && mark.to() <= item.answers().get(mark.answer()).text().length()
                && mark.source() >= -1
                && mark.source() < item.sources().size();
    }

    private static boolean within(int index, int size) {
        return index >= 0 && index < size;
    }

    /// The same, said of the answers in their own order.
    ///
    /// @param order for each place where an answer was shown, its place in the item
    public Judgement inOrder(List<Integer> order) {
        return new Judgement(
                switch (verdict) {
                    case Verdict.Choice choice -> new Verdict.Choice(order.get(choice.better()));
                    case Verdict.Ranking ranking ->
                            new Verdict.Ranking(ranking.order().stream().map(order::get).toList());
                    case Verdict.Tie _, Verdict.Scores _, Verdict.Thumb _, Verdict.Skip _ ->
                            verdict;
                },
                corrections.stream()
                        .map(c -> new Correction(order.get(c.answer()), c.text()))
                        .toList(),
                marks.stream()
                        .map(
                                m ->
                                        new Mark(
                                                order.get(m.answer()),
                                                m.from(),
                                                m.to(),
                                                m.note(),
                                                m.source()))
                        .toList());
    }
}
