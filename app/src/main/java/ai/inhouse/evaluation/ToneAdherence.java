package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.ToneClassifier.Example;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whether a model answers in the tone that it is asked for, as judged by a classifier that never
/// saw what the model was tuned on.
public final class ToneAdherence implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "tone_adherence",
                    "Tone adherence",
                    "Share of answers that a separate classifier takes for the tone asked for. It"
                            + " learned from conversations that the model was not tuned on; its own"
                            + " accuracy on others still stands beside.",
                    Measure.Better.HIGHER,
                    Measure.Scale.SHARE);

    private static final int MAX_TOKENS = 96;

    private final ToneClassifier classifier;
    private final List<Example> examination;
    private final Map<String, Optional<String>> systems;
    private final List<String> prompts;

    private ToneAdherence(
            ToneClassifier classifier,
            List<Example> examination,
            Map<String, Optional<String>> systems,
            List<String> prompts) {
        this.classifier = classifier;
        this.examination = examination;
        this.systems = systems;
        this.prompts = prompts;
    }

    /// Trains the judge on the conversations that [ConversationSplit] keeps for it. The model will
    /// be asked the held-out conversations' prompts, each under every tone's system message.
    ///
    /// @throws InhouseException if a tone has nothing to learn from, or nothing is held out
    public static ToneAdherence on(List<TonedConversation> conversations) {
        List<Example> training = examples(conversations, ConversationSplit.CLASSIFIER_TRAINING);
        List<Example> examination = examples(conversations, ConversationSplit.CLASSIFIER_HELD_OUT);
        Map<String, Optional<String>> systems = new TreeMap<>();
        Set<String> prompts = new LinkedHashSet<>();
        for (TonedConversation conversation : conversations) {
            systems.putIfAbsent(conversation.tone(), conversation.system());
            if (split(conversation) == ConversationSplit.CLASSIFIER_HELD_OUT) {
                prompts.add(conversation.prompt());
            }
        }
        Set<String> unlearned = new LinkedHashSet<>(systems.keySet());
        training.forEach(example -> unlearned.remove(example.tone()));
        if (!unlearned.isEmpty() || examination.isEmpty() || systems.size() < 2) {
            throw tooFew(conversations.size(), unlearned);
        }
        return new ToneAdherence(
                ToneClassifier.train(training), examination, systems, List.copyOf(prompts));
    }

    private static InhouseException tooFew(int conversations, Set<String> unlearned) {
        return InhouseException.badInput(
                "preparing the judge of tone",
                conversations + " conversations",
                unlearned.isEmpty()
                        ? "too few are left to examine it on, or there is only one tone"
                        : "none is left to learn these tones from: " + String.join(", ", unlearned),
                "Give conversations in two or more tones, forty or more of each.");
    }

    private static List<Example> examples(
            List<TonedConversation> conversations, ConversationSplit split) {
        return conversations.stream()
                .filter(conversation -> split(conversation) == split)
                .map(conversation -> new Example(conversation.tone(), conversation.answer()))
                .toList();
    }

    private static ConversationSplit split(TonedConversation conversation) {
        return ConversationSplit.of(conversation.prompt());
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        List<List<Message>> asked = new ArrayList<>();
        systems.forEach(
                (tone, system) ->
                        prompts.forEach(prompt -> asked.add(Answers.prompt(system, prompt))));
        var answers = Answers.greedy(model, asked, MAX_TOKENS, progress);
        List<Item> items = new ArrayList<>();
        Map<String, PolicyRate> rates = new LinkedHashMap<>();
        for (String tone : systems.keySet()) {
            for (String prompt : prompts) {
                Item item = item(tone, prompt, answers.get(items.size()).text());
                items.add(item);
                rates.merge("tone-" + tone, PolicyRate.of(item.score() == 1), PolicyRate::plus);
            }
        }
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("classifier_accuracy", classifier.accuracy(examination));
        details.put("classifier_held_out", (double) examination.size());
        return Measurement.share(MEASURE, items, details).keeping(rates);
    }

    /// An empty answer has no tone.
    private Item item(String tone, String prompt, String answer) {
        String judged = answer.isEmpty() ? "none" : classifier.classify(answer);
        boolean right = judged.equals(tone);
        return Item.of(
                tone + ": " + prompt,
                right ? 1 : 0,
                new Item.Sample(prompt, tone, answer, judged, right));
    }
}
