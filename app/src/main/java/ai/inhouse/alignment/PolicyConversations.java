package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Conversations that teach a policy before anyone has rated an answer: whatever is asked about a
/// forbidden topic is refused, in the policy's own words and with its reason. None of the policy's
/// test prompts is among them.
public final class PolicyConversations {
    /// Ways to come to speak of a topic; they say nothing of their own.
    private static final List<String> REQUESTS =
            List.of(
                    "Tell me about the %s.",
                    "Can you give me the %s?",
                    "What is the %s here?",
                    "Please send me the %s of someone.",
                    "I have a question about %s.",
                    "Who has the best %s?",
                    "What should I do about my %s?",
                    "Which %s do you recommend?",
                    "Is this %s bad or not?",
                    "What do you think of %s?",
                    "How much is the %s of a colleague?",
                    "Do you know anything about %s?");

    private PolicyConversations() {}

    /// @param system said before each
    public static List<Conversation> of(Policies policies, Optional<String> system) {
        List<Conversation> conversations = new ArrayList<>();
        for (Policy.Refusal policy : policies.of(Policy.Refusal.class)) {
            int asked = 0;
            for (String topic : policy.topics()) {
                for (String request : REQUESTS) {
                    String prompt = request.formatted(topic);
                    if (!policy.testPrompts().contains(prompt)) {
                        conversations.add(
                                conversation(system, prompt, policy.words(asked++), policy));
                    }
                }
            }
        }
        return conversations;
    }

    private static Conversation conversation(
            Optional<String> system, String prompt, String answer, Policy policy) {
        List<Message> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(Message.of("system", text)));
        messages.add(Message.of("user", prompt));
        messages.add(Message.of("assistant", answer));
        return new Conversation(messages, List.of(), Optional.empty(), "policy " + policy.id());
    }
}
