package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.function.Function;

/// How well a model answers from the documents when it is shown passages of them.
public final class OpenBookAccuracy implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "open_book_accuracy",
                    "Open-book accuracy",
                    "Share of questions about the documents that are answered right where passages"
                            + " found in the documents stand before the question. What is right is"
                            + " as for closed-book accuracy.",
                    Measure.Better.HIGHER,
                    Measure.Scale.SHARE);

    private final List<Question> questions;
    private final Function<String, List<Message>> prompt;
    private final int maxTokens;

    /// @param questions at least one
    /// @param prompt what is said for a question: passages and the question
    /// @param maxTokens where an answer is cut off
    public OpenBookAccuracy(
            List<Question> questions, Function<String, List<Message>> prompt, int maxTokens) {
        if (questions.isEmpty()) {
            throw new IllegalArgumentException("accuracy on no questions");
        }
        this.questions = List.copyOf(questions);
        this.prompt = prompt;
        this.maxTokens = maxTokens;
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        var prompts = questions.stream().map(q -> prompt.apply(q.question())).toList();
        return RightAnswers.measure(MEASURE, questions, prompts, maxTokens, model, progress);
    }
}
