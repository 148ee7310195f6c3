package ai.inhouse.serving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `text_completion`, whole and in chunks.
final class TextReply implements Reply {
    private static final String OBJECT = "text_completion";

    private final Head head;
    private final boolean logprobs;
    private final boolean includeUsage;
    private final List<Echo> echoes;
    private final int[] offsets;

    /// A prompt that is repeated before its completion.
    ///
    /// @param first its first token, which nothing precedes
    record Echo(String text, String first) {
        static final Echo NONE = new Echo("", "");
    }

    /// @param logprobs whether the answer tells them
    /// @param includeUsage whether a stream ends with the token counts
    /// @param echoes of each choice
    TextReply(Head head, boolean logprobs, boolean includeUsage, List<Echo> echoes) {
        this.head = head;
        this.logprobs = logprobs;
        this.includeUsage = includeUsage;
        this.echoes = List.copyOf(echoes);
        this.offsets = new int[echoes.size()];
    }

    private record Envelope(
            String id,
            String object,
            long created,
            String model,
            List<?> choices,
            @Nullable Usage usage) {}

    private record Piece(
            int index, String text, @Nullable Logprobs logprobs, @Nullable String finishReason) {}

    /// Entries of the same index belong to one token.
    private record Logprobs(
            List<String> tokens,
            List<@Nullable Double> tokenLogprobs,
            List<@Nullable Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {
        static Logprobs empty() {
            return new Logprobs(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(
                String token,
                @Nullable Double logprob,
                @Nullable Map<String, Double> top,
                int offset) {
            tokens.add(token);
            tokenLogprobs.add(logprob);
            topLogprobs.add(top);
            textOffset.add(offset);
        }
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public Object whole(List<Choice> choices, Usage usage) {
        List<Piece> pieces = new ArrayList<>();
        for (Choice choice : choices) {
            String text = echoes.get(choice.index()).text() + choice.text();
            List<TokenLogprob> tokens = new ArrayList<>(choice.promptTokens());
            tokens.addAll(choice.tokens());
            pieces.add(
                    new Piece(
                            choice.index(),
                            text,
                            logprobs(choice.index(), tokens, true),
                            choice.finishReason()));
        }
        return envelope(pieces, usage);
    }

    private @Nullable Logprobs logprobs(int choice, List<TokenLogprob> tokens, boolean begins) {
        if (!logprobs) {
            return null;
        }
        Logprobs told = Logprobs.empty();
        String first = echoes.get(choice).first();
        if (begins && !first.isEmpty()) {
            told.add(first, null, null, 0);
            offsets[choice] = first.length();
        }
        for (TokenLogprob token : tokens) {
            Map<String, Double> top = new LinkedHashMap<>();
            token.top().forEach(one -> top.putIfAbsent(one.token(), one.logprob()));
            told.add(token.token(), token.logprob(), top, offsets[choice]);
            offsets[choice] += token.token().length();
        }
        return told;
    }

    @Override
    public List<Sent> opening(int choices) {
        return List.of();
    }

    @Override
    public List<Sent> on(Event event) {
        return switch (event) {
            case Event.Read(int choice, int _, List<TokenLogprob> prompt) -> {
                String echo = echoes.get(choice).text();
                yield echo.isEmpty()
                        ? List.of()
                        : List.of(
                                sent(
                                        new Piece(
                                                choice,
                                                echo,
                                                logprobs(choice, prompt, true),
                                                null)));
            }
            case Event.Text(int choice, String text, List<TokenLogprob> tokens) ->
                    List.of(sent(new Piece(choice, text, logprobs(choice, tokens, false), null)));
            case Event.Done(int choice, String finishReason, int _, _) ->
                    List.of(sent(new Piece(choice, "", null, finishReason)));
            case Event.Called _, Event.Guarded _, Event.Failed _ -> List.of();
        };
    }

    private Sent sent(Piece piece) {
        return Sent.data(envelope(List.of(piece), null));
    }

    @Override
    public List<Sent> ending(List<Choice> choices, Usage usage) {
        return includeUsage
                ? List.of(Sent.data(envelope(List.of(), usage)), Sent.DONE)
                : List.of(Sent.DONE);
    }

    private Envelope envelope(List<?> choices, @Nullable Usage usage) {
        return new Envelope(head.id(), OBJECT, head.created(), head.model(), choices, usage);
    }
}
