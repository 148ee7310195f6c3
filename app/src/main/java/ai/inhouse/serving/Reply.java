package ai.inhouse.serving;

import ai.inhouse.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The shape in which an answer goes back, whole or as server-sent events. Holds the state of one
/// answer.
interface Reply {
    Head head();

    /// The whole answer.
    Object whole(List<Choice> choices, Usage usage);

    /// What a stream begins with.
    List<Sent> opening(int choices);

    /// What a stream says of an event that is no failure.
    List<Sent> on(Event event);

    /// What a stream ends with.
    List<Sent> ending(List<Choice> choices, Usage usage);

    /// Who answers, in every reply.
    ///
    /// @param created seconds since 1970
    record Head(String id, long created, String model) {}

    /// One server-sent event.
    record Sent(String lines) {
        static final Sent DONE = new Sent("data: [DONE]\n\n");

        static Sent data(Object value) {
            return new Sent("data: " + Json.write(value) + "\n\n");
        }

        static Sent named(String event, Object value) {
            return new Sent("event: " + event + "\ndata: " + Json.write(value) + "\n\n");
        }

        byte[] bytes() {
            return lines.getBytes(StandardCharsets.UTF_8);
        }
    }
}
