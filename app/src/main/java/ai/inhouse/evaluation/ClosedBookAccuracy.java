package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.List;
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

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        var prompts = questions.stream().map(q -> Answers.prompt(system, q.question())).toList();
        return RightAnswers.measure(MEASURE, questions, prompts, maxTokens, model, progress);
    }
}
