package ai.inhouse.serving;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The shapes in which completions go back: those of `/v1/chat/completions` and of
/// `/v1/completions`, whole or in chunks.
enum Reply {
    CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk") {
        @Override
        Object whole(int index, String text, String finishReason) {
            return new ChatChoice(index, new Said("assistant", text), null, finishReason);
        }

        @Override
        Optional<Object> opening(int index) {
            return Optional.of(new ChatChunk(index, new Said("assistant", ""), null, null));
        }

        @Override
        Object piece(int index, String text) {
            return new ChatChunk(index, new More(text), null, null);
        }

        @Override
        Object ending(int index, String finishReason) {
            return new ChatChunk(index, new Nothing(), null, finishReason);
        }
    },
    TEXT("cmpl-", "text_completion", "text_completion") {
        @Override
        Object whole(int index, String text, String finishReason) {
            return new TextChoice(index, text, null, finishReason);
        }

        @Override
        Optional<Object> opening(int index) {
            return Optional.empty();
        }

        @Override
        Object piece(int index, String text) {
            return new TextChoice(index, text, null, null);
        }

        @Override
        Object ending(int index, String finishReason) {
            return new TextChoice(index, "", null, finishReason);
        }
    };

    private final String idPrefix;
    private final String object;
    private final String chunkObject;

    Reply(String idPrefix, String object, String chunkObject) {
        this.idPrefix = idPrefix;
        this.object = object;
        this.chunkObject = chunkObject;
    }

    String idPrefix() {
        return idPrefix;
    }

    /// The envelope's `object`.
    String object(boolean chunk) {
        return chunk ? chunkObject : object;
    }

    /// A choice of an answer that is not streamed.
    abstract Object whole(int index, String text, String finishReason);

    /// What a stream says of a choice before its text, if anything.
    abstract Optional<Object> opening(int index);

    abstract Object piece(int index, String text);

    abstract Object ending(int index, String finishReason);

    /// One answer, or one chunk of it.
    ///
    /// @param created seconds since 1970
    /// @param usage null in chunks before the last
    record Envelope(
            String id,
            String object,
            long created,
            String model,
            List<Object> choices,
            @Nullable Usage usage) {}

    /// Tokens read and written, over all choices.
    record Usage(int promptTokens, int completionTokens, int totalTokens) {}

    private record ChatChoice(
            int index, Said message, @Nullable Object logprobs, String finishReason) {}

    private record ChatChunk(
            int index, Object delta, @Nullable Object logprobs, @Nullable String finishReason) {}

    private record TextChoice(
            int index, String text, @Nullable Object logprobs, @Nullable String finishReason) {}

    private record Said(String role, String content) {}

    private record More(String content) {}

    private record Nothing() {}
}
