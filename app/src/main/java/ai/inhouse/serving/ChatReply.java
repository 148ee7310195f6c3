package ai.inhouse.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `chat.completion` and its chunks.
///
/// @param logprobs whether the answer tells them
/// @param includeUsage whether a stream ends with the token counts
/// @param grounds what the answer is made from, where passages were looked for
record ChatReply(Head head, boolean logprobs, boolean includeUsage, Optional<Grounds> grounds)
        implements Reply {
    private static final String CHUNK = "chat.completion.chunk";

    private record Envelope(
            String id,
            String object,
            long created,
            String model,
            List<?> choices,
            @Nullable Usage usage,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Grounds> grounding) {}

    private record Whole(
            int index,
            Map<String, @Nullable Object> message,
            @Nullable Logprobs logprobs,
            String finishReason) {}

    private record Chunk(
            int index,
            Map<String, Object> delta,
            @Nullable Logprobs logprobs,
            @Nullable String finishReason) {}

    private record Call(String id, String type, Named function) {
        private record Named(String name, String arguments) {
            static Named of(ToolCall call) {
                return new Named(call.name(), call.arguments());
            }
        }

        /// As streamed: a whole call at once.
        private record Part(int index, String id, String type, Named function) {}

        static Call of(ToolCall call) {
            return new Call(call.id(), "function", Named.of(call));
        }
    }

    private record Logprobs(List<Token> content) {
        static Logprobs of(List<TokenLogprob> tokens) {
            return new Logprobs(tokens.stream().map(Token::of).toList());
        }
    }

    private record Token(
            String token, double logprob, List<Integer> bytes, List<Alternative> topLogprobs) {
        static Token of(TokenLogprob one) {
            List<Alternative> top = one.top().stream().map(Alternative::of).toList();
            return new Token(one.token(), one.logprob(), one.bytes(), top);
        }
    }

    private record Alternative(String token, double logprob, List<Integer> bytes) {
        static Alternative of(TokenLogprob one) {
            return new Alternative(one.token(), one.logprob(), one.bytes());
        }
    }

    @Override
    public Object whole(List<Choice> choices, Usage usage) {
        List<Whole> wholes = choices.stream().map(this::whole).toList();
        return envelope("chat.completion", wholes, usage, grounds);
    }

    private Whole whole(Choice choice) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        boolean callsOnly = choice.text().isEmpty() && !choice.calls().isEmpty();
        message.put("content", callsOnly ? null : choice.text());
        if (!choice.calls().isEmpty()) {
            message.put("tool_calls", choice.calls().stream().map(Call::of).toList());
        }
        return new Whole(choice.index(), message, logprobs(choice.tokens()), choice.finishReason());
    }

    private @Nullable Logprobs logprobs(List<TokenLogprob> tokens) {
        return logprobs ? Logprobs.of(tokens) : null;
    }

    @Override
    public List<Sent> opening(int choices) {
        Map<String, Object> delta = Map.of("role", "assistant", "content", "");
        return IntStream.range(0, choices)
                .mapToObj(i -> new Chunk(i, delta, null, null))
                .map(chunk -> Sent.data(envelope(CHUNK, List.of(chunk), null, grounds)))
                .toList();
    }

    @Override
    public List<Sent> on(Event event) {
        return switch (event) {
            case Event.Text(int choice, String text, List<TokenLogprob> tokens) ->
                    List.of(chunk(choice, Map.of("content", text), tokens));
            case Event.Called(int choice, int place, ToolCall call) -> {
                Call.Part part = new Call.Part(place, call.id(), "function", Call.Named.of(call));
                yield List.of(chunk(choice, Map.of("tool_calls", List.of(part)), List.of()));
            }
            case Event.Done(int choice, String finishReason, int _, _) ->
                    List.of(sent(new Chunk(choice, Map.of(), null, finishReason)));
            case Event.Read _, Event.Guarded _, Event.Failed _ -> List.of();
        };
    }

    private Sent chunk(int index, Map<String, Object> delta, List<TokenLogprob> tokens) {
        return sent(new Chunk(index, delta, tokens.isEmpty() ? null : Logprobs.of(tokens), null));
    }

    private Sent sent(Chunk chunk) {
        return Sent.data(envelope(CHUNK, List.of(chunk), null, Optional.empty()));
    }

    @Override
    public List<Sent> ending(List<Choice> choices, Usage usage) {
        List<Sent> last = new ArrayList<>();
        if (includeUsage) {
            last.add(Sent.data(envelope(CHUNK, List.of(), usage, Optional.empty())));
        }
        last.add(Sent.DONE);
        return last;
    }

    private Envelope envelope(
            String object, List<?> choices, @Nullable Usage usage, Optional<Grounds> grounding) {
        return new Envelope(
                head.id(), object, head.created(), head.model(), choices, usage, grounding);
    }
}
