package ai.inhouse.serving;

import ai.inhouse.identity.Clearance;
import ai.inhouse.retrieval.GroundedPrompt;
import ai.inhouse.retrieval.GroundedPrompt.Grounded;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Optional;

/// Reads the fields by which a chat request asks for an answer from the documents, and looks for
/// passages that its caller may read.
///
/// @param grounding where this server looks; empty if it has no documents
record GroundedChat(Optional<Grounding> grounding, ServedModel model) {
    static final String GROUNDED = "grounded";
    static final String STRICT = "strict";

    /// Without a word of the request, so much of the context is kept for the answer.
    private static final int USUAL_ANSWER = 256;

    /// What was found.
    ///
    /// @param refused whether nothing supports an answer and the request wants none then
    record Found(Grounded grounded, boolean refused) {
        Grounds grounds() {
            return new Grounds(grounded.supported(), refused ? List.of() : grounded.sources());
        }
    }

    /// Empty where the request does not ask for it.
    Optional<Found> find(
            Fields body, List<Message> messages, Options options, Clearance clearance) {
        boolean strict = body.flag(STRICT);
        body.check(!strict || body.flag(GROUNDED), STRICT, "needs 'grounded' to be true");
        if (!body.flag(GROUNDED)) {
            return Optional.empty();
        }
        check(body, messages, strict);
        int usual = Math.min(USUAL_ANSWER, model.contextLength() / 2);
        int answer = options.maxTokens().orElse(usual);
        Grounded grounded =
                new GroundedPrompt(documents(), model.chat(), model.contextLength())
                        .of(messages, clearance, answer);
        boolean refused = strict && !grounded.supported();
        if (grounded.crowded() && !refused) {
            throw ApiException.contextLength(
                    "messages",
                    ("The conversation leaves no room for a passage in the model's context of %d"
                                    + " tokens.")
                            .formatted(model.contextLength()));
        }
        return Optional.of(new Found(grounded, refused));
    }

    private static void check(Fields body, List<Message> messages, boolean strict) {
        body.check(
                messages.getLast().role().equals("user"),
                "messages",
                "must end with the user's question, as it is grounded");
        for (String other : List.of("tools", "tool_choice")) {
            body.check(body.node(other).isEmpty(), other, "does not go together with 'grounded'");
        }
        body.check(
                !strict || body.node("response_format").isEmpty(),
                "response_format",
                "does not go together with 'strict', whose refusal is in plain words");
    }

    private Grounding documents() {
        Grounding documents =
                grounding.orElseThrow(
                        () ->
                                ApiException.invalid(
                                        GROUNDED,
                                        "This server does not answer from documents: start it with"
                                                + " --grounded."));
        if (!documents.ready()) {
            throw ApiException.of(503, "The documents' index is not there now; it has to be made.");
        }
        return documents;
    }
}
