package ai.inhouse.evaluation;

import ai.inhouse.alignment.Policy;
import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a model uses words that the company's glossary or its rules on claims forbid.
public final class ForbiddenWording implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "forbidden_wording",
                    "Forbidden wording",
                    "Share of answers to ordinary questions in which a word stands that the"
                            + " glossary or a rule on claims forbids.",
                    Measure.Better.LOWER,
                    Measure.Scale.SHARE);

    private final List<String> prompts;
    private final List<Phrase> phrases;
    private final Optional<String> system;

    private record Phrase(String policy, String words) {}

    /// @param prompts ordinary questions, at least one
    /// @param policies of which the glossary and the claims are used
    /// @param system said before each question
    public ForbiddenWording(List<String> prompts, List<Policy> policies, Optional<String> system) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("wording of no answers");
        }
        this.prompts = List.copyOf(prompts);
        this.phrases = policies.stream().flatMap(ForbiddenWording::phrases).toList();
        this.system = system;
    }

    private static Stream<Phrase> phrases(Policy policy) {
        List<String> words =
                switch (policy) {
                    case Policy.Glossary glossary -> glossary.never();
                    case Policy.Claim claim -> claim.forbidden();
                    case Policy.Refusal _, Policy.Tone _ -> List.of();
                };
        return words.stream().map(phrase -> new Phrase(policy.id(), phrase));
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        var asked = prompts.stream().map(prompt -> Answers.prompt(system, prompt)).toList();
        var answers = Answers.greedy(model, asked, Refusals.MAX_TOKENS, progress);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            items.add(item(prompts.get(i), answers.get(i).text()));
        }
        return Measurement.share(MEASURE, items, Map.of());
    }

    private Item item(String prompt, String answer) {
        Optional<String> broken =
                phrases.stream()
                        .filter(phrase -> AnswerText.contained(phrase.words(), answer))
                        .map(Phrase::policy)
                        .findFirst();
        String judged = broken.orElse("clean");
        return Item.of(
                prompt,
                broken.isPresent() ? 1 : 0,
                new Item.Sample(prompt, "no forbidden word", answer, judged, broken.isEmpty()));
    }
}
