package ai.inhouse.evaluation;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private final OrdinaryQuestions questions;
    private final List<Phrase> phrases;

    private record Phrase(String policy, String words) {}

    /// @param policies of which the glossary and the claims are used
    public ForbiddenWording(OrdinaryQuestions questions, List<Policy> policies) {
        this.questions = questions;
        this.phrases = policies.stream().flatMap(ForbiddenWording::phrases).toList();
    }

    /// Whether a company forbids any words.
    public static boolean isAskedFor(Policies policies) {
        return policies.policies().stream().flatMap(ForbiddenWording::phrases).count() > 0;
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
        List<String> prompts = questions.prompts();
        var answers = questions.answers(model, progress);
        List<Item> items = new ArrayList<>();
        Map<String, PolicyRate> rates = new LinkedHashMap<>();
        for (int i = 0; i < prompts.size(); i++) {
            Set<String> broken = broken(answers.get(i).text());
            items.add(item(prompts.get(i), answers.get(i).text(), broken));
            phrases.stream()
                    .map(Phrase::policy)
                    .distinct()
                    .forEach(
                            policy ->
                                    rates.merge(
                                            policy,
                                            PolicyRate.of(!broken.contains(policy)),
                                            PolicyRate::plus));
        }
        return Measurement.share(MEASURE, items, Map.of()).keeping(rates);
    }

    /// The policies that an answer breaks, in their order.
    private Set<String> broken(String answer) {
        return phrases.stream()
                .filter(phrase -> AnswerText.contained(phrase.words(), answer))
                .map(Phrase::policy)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Item item(String prompt, String answer, Set<String> broken) {
        String judged = broken.stream().findFirst().orElse("clean");
        return Item.of(
                prompt,
                broken.isEmpty() ? 0 : 1,
                new Item.Sample(prompt, "no forbidden word", answer, judged, broken.isEmpty()));
    }
}
