package ai.inhouse.serving;

import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What somebody who asked thought of an answer.
///
/// @param caller name of the key that was used
/// @param model that answered
/// @param prompt the conversation before the answer
/// @param good whether the answer was
/// @param correction what it should have been
/// @param comment in the caller's words
public record Feedback(
        String caller,
        String model,
        List<Message> prompt,
        String answer,
        boolean good,
        Optional<String> correction,
        Optional<String> comment) {
    static final Set<String> FIELDS =
            Set.of("model", "messages", "answer", "good", "correction", "comment");
    private static final int LONGEST = 100_000;

    public Feedback {
        prompt = List.copyOf(prompt);
    }

    /// @throws ApiException naming the field that is missing or wrong
    static Feedback read(String caller, Fields body) {
        body.allowOnly(FIELDS);
        body.required("good");
        return new Feedback(
                caller,
                some(body, "model"),
                Conversation.read(body).messages(),
                some(body, "answer"),
                body.flag("good"),
                body.text("correction").filter(text -> !text.isBlank()),
                body.text("comment").filter(text -> !text.isBlank()));
    }

    private static String some(Fields body, String name) {
        String text = body.requiredText(name);
        body.check(!text.isBlank(), name, "must not be empty");
        body.check(text.length() <= LONGEST, name, "is too long");
        return text;
    }
}
