package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks questions and counts the right answers, whatever is said before each question.
final class RightAnswers {
    /// Longer answers could hold a gold answer by listing everything.
    private static final int MOST_WORDS = 30;

    private RightAnswers() {}

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

    /// @param prompts what is said for each question, its own words included
    static Measurement measure(
            Measure measure,
            List<Question> questions,
            List<List<Message>> prompts,
            int maxTokens,
            EvaluatedModel model,
            Progress progress) {
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
        return Measurement.share(measure, items, details(matches, f1 / questions.size()));
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
