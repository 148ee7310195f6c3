package ai.inhouse.jobs;

import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.ClosedBookAccuracy;
import ai.inhouse.evaluation.EvaluatedModel;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.OpenBookAccuracy;
import ai.inhouse.evaluation.Question;
import ai.inhouse.identity.Clearance;
import ai.inhouse.retrieval.GroundedPrompt;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.Hit;
import ai.inhouse.retrieval.Ranking;
import ai.inhouse.retrieval.Support;
import ai.inhouse.tokens.Message;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// How often the passages that hold an answer are found, how well similarity tells whether there is
/// one, and what a model makes of the passages.
public record RetrievalBench(Grounding grounding, List<Question> questions, Progress progress) {
    private static final int DEEPEST = 10;
    private static final int ANSWER_TOKENS = 96;

    /// Share of questions of which at least one of the first passages is right.
    public record HitRates(
            @JsonProperty("hit_at_1") double at1,
            @JsonProperty("hit_at_5") double at5,
            @JsonProperty("hit_at_10") double at10) {}

    /// @param document for each ranking: the passage is of the document that the question names
    /// @param answer for each ranking: the passage has an answer's words
    public record Found(
            int questions, Map<String, HitRates> document, Map<String, HitRates> answer) {}

    /// @param least support that `--strict` answers at
    /// @param answerablePassing share of the questions with an answer that reach it
    /// @param unanswerablePassing share of those without one that do
    /// @param answerable the support of each question with an answer, lowest first
    public record Bar(
            double least,
            double answerablePassing,
            double unanswerablePassing,
            List<Double> answerable,
            List<Double> unanswerable) {}

    public Found found() {
        Map<String, HitRates> document = new LinkedHashMap<>();
        Map<String, HitRates> answer = new LinkedHashMap<>();
        for (Ranking by : Ranking.values()) {
            List<List<Hit>> all =
                    questions.stream().map(q -> search(q.question(), DEEPEST, by)).toList();
            String name = by.name().toLowerCase(Locale.ROOT);
            document.put(name, rates(all, RetrievalBench::isOfDocument));
            answer.put(name, rates(all, (q, hit) -> q.isAnsweredIn(hit.passage().text())));
        }
        return new Found(questions.size(), document, answer);
    }

    private List<Hit> search(String question, int count, Ranking by) {
        return grounding.search(question, Clearance.everything(), count, by);
    }

    /// Whatever folder the documents were added from.
    private static boolean isOfDocument(Question question, Hit hit) {
        return ("/" + hit.passage().document()).endsWith("/" + question.document());
    }

    private HitRates rates(List<List<Hit>> all, BiPredicate<Question, Hit> right) {
        return new HitRates(rate(all, right, 1), rate(all, right, 5), rate(all, right, DEEPEST));
    }

    private double rate(List<List<Hit>> all, BiPredicate<Question, Hit> right, int depth) {
        int good = 0;
        for (int i = 0; i < all.size(); i++) {
            Question question = questions.get(i);
            boolean hit = all.get(i).stream().limit(depth).anyMatch(h -> right.test(question, h));
            good += hit ? 1 : 0;
        }
        return (double) good / all.size();
    }

    /// @param unanswerable questions that the documents do not answer
    public Bar bar(List<String> unanswerable) {
        List<Double> with = supports(questions.stream().map(Question::question).toList());
        List<Double> without = supports(unanswerable);
        return new Bar(Support.LEAST, passing(with), passing(without), with, without);
    }

    private List<Double> supports(List<String> asked) {
        return asked.stream()
                .map(q -> search(q, GroundedPrompt.MOST_PASSAGES, Ranking.FUSED))
                .map(Support::of)
                .map(support -> Math.round(support * 1e4) / 1e4)
                .sorted()
                .toList();
    }

    private static double passing(List<Double> supports) {
        long passing = supports.stream().filter(s -> s >= Support.LEAST).count();
        return supports.isEmpty() ? 0 : (double) passing / supports.size();
    }

    /// The same questions without and with passages before them.
    public List<Measurement> answers(EvaluatedModel model) {
        GroundedPrompt prompt = new GroundedPrompt(grounding, model.chat(), model.contextLength());
        List<Measurement> measured = new ArrayList<>();
        measured.add(
                new ClosedBookAccuracy(questions, Optional.empty(), ANSWER_TOKENS)
                        .measure(model, progress));
        measured.add(
                new OpenBookAccuracy(questions, q -> grounded(prompt, q), ANSWER_TOKENS)
                        .measure(model, progress));
        return measured;
    }

    private static List<Message> grounded(GroundedPrompt prompt, String question) {
        return prompt.of(
                        List.of(Message.of("user", question)),
                        Clearance.everything(),
                        ANSWER_TOKENS)
                .messages();
    }
}
