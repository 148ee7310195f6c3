package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversation;
import ai.inhouse.tuning.ConversationReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The tones that a company's policies name and its conversations teach.
final class Tones {
    private Tones() {}

    /// In the policies' order; a tone that no conversation teaches is left out.
    static List<Deployment.Tone> of(Recipe recipe) {
        List<Deployment.Tone> tones = new ArrayList<>();
        if (recipe.data().policies().isEmpty()) {
            return tones;
        }
        List<Conversation> conversations =
                recipe.data().conversations().stream()
                        .flatMap(file -> ConversationReader.read(file).conversations().stream())
                        .toList();
        for (Policy.Tone tone :
                Policies.read(recipe.data().policies().get()).of(Policy.Tone.class)) {
            systemPrompt(conversations, tone.tone())
                    .ifPresent(prompt -> tones.add(new Deployment.Tone(tone.tone(), prompt)));
        }
        return tones;
    }

    /// The system message that most conversations in the tone begin with.
    private static Optional<String> systemPrompt(List<Conversation> conversations, String tone) {
        Map<String, Long> counts =
                conversations.stream()
                        .filter(
                                conversation ->
                                        conversation.tone().filter(tone::equals).isPresent())
                        .map(conversation -> conversation.messages().getFirst())
                        .filter(message -> message.role().equals("system"))
                        .map(Message::content)
                        .collect(
                                Collectors.groupingBy(
                                        Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }
}
