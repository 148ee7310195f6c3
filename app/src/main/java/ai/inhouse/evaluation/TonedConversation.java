package ai.inhouse.evaluation;

import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversation;
import ai.inhouse.tuning.ConversationReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one conversation shows of a tone.
///
/// @param system the instruction that asks for the tone, if there is one
/// @param prompt what the user asked first
/// @param answer all that the assistant said
public record TonedConversation(
        String tone, Optional<String> system, String prompt, String answer) {

    /// The conversations of a file whose tone is known; others teach nothing about it.
    ///
    /// @throws ai.inhouse.base.InhouseException if the file cannot be read
    public static List<TonedConversation> read(Path file) {
        return ConversationReader.read(file).conversations().stream()
                .flatMap(conversation -> of(conversation).stream())
                .toList();
    }

    /// Empty where the tone is unknown, or the user or the assistant is missing.
    public static Optional<TonedConversation> of(Conversation conversation) {
        Optional<String> prompt = first(conversation, "user");
        String answer = said(conversation, "assistant").stream().collect(Collectors.joining("\n"));
        return conversation
                .tone()
                .filter(tone -> prompt.isPresent() && !answer.isBlank())
                .map(
                        tone ->
                                new TonedConversation(
                                        tone,
                                        first(conversation, "system"),
                                        prompt.orElseThrow(),
                                        answer));
    }

    private static Optional<String> first(Conversation conversation, String role) {
        return said(conversation, role).stream().findFirst();
    }

    private static List<String> said(Conversation conversation, String role) {
        return conversation.messages().stream()
                .filter(message -> message.role().equals(role))
                .map(Message::content)
                .toList();
    }
}
