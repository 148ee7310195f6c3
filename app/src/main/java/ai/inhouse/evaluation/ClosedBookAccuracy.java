package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a model knows by heart: questions about the documents, without the documents.
public final class ClosedBookAccuracy implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "closed_book_accuracy",
                    "Closed-book accuracy",
                    "Share of questions about the documents, asked without showing them, that are"
                            + " answered right: the same words as a gold answer, or a finished"
                            + " answer of at most 30 words that contains one. Case, punctuation"
                            + " and articles do not count.",
                    Measure.Better.HIGHER,
                    Measure.Scale.SHARE);

    /// Longer answers could hold a gold answer by listing everything.
    private static final int MOST_WORDS = 30;

    private final List<Question> questions;
    private final Optional<String> system;
    private final int maxTokens;

    /// @param questions at least one
    /// @param system said before each question
    /// @param maxTokens where an answer is cut off; room for more than 30 words
    public ClosedBookAccuracy(List<Question> questions, Optional<String> system, int maxTokens) {
        if (questions.isEmpty()) {
            throw new IllegalArgumentException("accuracy on no questions");
        }
        this.questions = List.copyOf(questions);
        this.system = system;
        this.maxTokens = maxTokens;
    }

    /// How an answer compares with the gold answers.
    private enum Match {
        EXACT,
        CONTAINED,
        CONTAINED_IN_MORE,
        NONE;

        boolean right() {
            return this == EXACT || this == CONTAINED;
        }
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        var prompts = questions.stream().map(q -> Answers.prompt(system, q.question())).toList();
        var answers = Answers.greedy(model, prompts, maxTokens, progress);
        List<Item> items = new ArrayList<>();
        List<Match> matches = new ArrayList<>();
        double f1 = 0;
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            Answers.Answer answer = answers.get(i);
            Match match = match(question.answers(), answer);
            matches.add(match);
            items.add(item(question, answer.text(), match));
            f1 += bestF1(question.answers(), answer.text());
        }
        return Measurement.share(MEASURE, items, details(matches, f1 / questions.size()));
    }

    private static Map<String, Double> details(List<Match> matches, double f1) {
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("exact", share(matches, List.of(Match.EXACT)));
        details.put("token_f1", f1);
        details.put(
                "contained_at_any_length",
                share(matches, List.of(Match.EXACT, Match.CONTAINED, Match.CONTAINED_IN_MORE)));
        return details;
    }

    private static double share(List<Match> matches, List<Match> counted) {
        return (double) matches.stream().filter(counted::contains).count() / matches.size();
    }

    private static Match match(List<String> golds, Answers.Answer answer) {
        if (golds.stream().anyMatch(gold -> AnswerText.same(gold, answer.text()))) {
            return Match.EXACT;
        }
        if (golds.stream().noneMatch(gold -> AnswerText.contained(gold, answer.text()))) {
            return Match.NONE;
        }
        boolean brief = answer.complete() && answer.text().split("\\s+").length <= MOST_WORDS;
        return brief ? Match.CONTAINED : Match.CONTAINED_IN_MORE;
    }

    private static double bestF1(List<String> golds, String answer) {
        return golds.stream().mapToDouble(gold -> AnswerText.f1(gold, answer)).max().orElse(0);
    }

    private static Item item(Question question, String answer, Match match) {
        String judged =
                switch (match) {
                    case EXACT -> "exact";
                    case CONTAINED -> "contained";
                    case CONTAINED_IN_MORE -> "too long";
                    case NONE -> "wrong";
                };
        String expected = question.answers().getFirst();
        return Item.of(
                question.id(),
                match.right() ? 1 : 0,
                new Item.Sample(question.question(), expected, answer, judged, match.right()));
    }
}
