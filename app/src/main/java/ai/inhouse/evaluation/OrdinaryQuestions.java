package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.List;
import java.util.Optional;

/// Questions that nobody forbids, and what a model answers: asked once, though several evaluators
/// look at the answers.
public final class OrdinaryQuestions {
    private final List<String> prompts;
    private final Optional<String> system;
    private Optional<Asked> last = Optional.empty();

    private record Asked(EvaluatedModel model, List<Answers.Answer> answers) {}

    /// @param prompts at least one
    /// @param system said before each
    public OrdinaryQuestions(List<String> prompts, Optional<String> system) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("no ordinary questions");
        }
        this.prompts = List.copyOf(prompts);
        this.system = system;
    }

    List<String> prompts() {
        return prompts;
    }

    /// In the prompts' order.
    synchronized List<Answers.Answer> answers(EvaluatedModel model, Progress progress) {
        if (last.isEmpty() || !last.get().model().equals(model)) {
            var asked = prompts.stream().map(prompt -> Answers.prompt(system, prompt)).toList();
            List<Answers.Answer> answers =
                    Answers.greedy(model, asked, Refusals.MAX_TOKENS, progress);
            last = Optional.of(new Asked(model, answers));
        }
        return last.get().answers();
    }
}
