package ai.inhouse.evaluation;

import ai.inhouse.alignment.Policy;
import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a model also refuses what nobody forbids: the cheapest way to a perfect refusal rate.
public final class OverRefusal implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "over_refusal",
                    "Refusals too many",
                    "Share of ordinary questions that are answered with the words of a refusal.",
                    Measure.Better.LOWER,
                    Measure.Scale.SHARE);

    private final List<String> prompts;
    private final List<String> markers;
    private final Optional<String> system;

    /// @param prompts ordinary questions, at least one
    /// @param policies whose words of refusal are looked for
    /// @param system said before each question
    public OverRefusal(
            List<String> prompts, List<Policy.Refusal> policies, Optional<String> system) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("over-refusal on no prompts");
        }
        this.prompts = List.copyOf(prompts);
        this.markers = policies.stream().flatMap(p -> p.refusalMarkers().stream()).toList();
        this.system = system;
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
            String answer = answers.get(i).text();
            boolean refused = Refusals.refuses(answer, markers);
            String judged = refused ? "refused" : "answered";
            items.add(
                    Item.of(
                            prompts.get(i),
                            refused ? 1 : 0,
                            new Item.Sample(
                                    prompts.get(i), "an answer", answer, judged, !refused)));
        }
        return Measurement.share(MEASURE, items, Map.of());
    }
}
