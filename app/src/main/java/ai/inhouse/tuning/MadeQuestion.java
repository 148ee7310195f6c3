package ai.inhouse.tuning;

/// A question that was made from a document, with the answer that stands there.
public record MadeQuestion(String question, String answer, Origin origin) {
    public Conversation conversation() {
        return Conversation.of(question, answer, origin.toString());
    }
}
