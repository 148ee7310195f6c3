package ai.inhouse.serving.load;

import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A tokenizer and chat format for networks with random weights, which know no words: a token for
/// each word that is read, by its hash, and a made-up word for each token that is written. Nothing
/// ends an answer before it has as many tokens as were asked for.
public record MadeUpLanguage(int vocabularySize) implements Tokenizer, Chat {
    @Override
    public int[] encode(String text) {
        return Arrays.stream(text.split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .mapToInt(word -> Math.floorMod(word.hashCode(), vocabularySize))
                .toArray();
    }

    @Override
    public int[] encodeWithSpecials(String text) {
        return encode(text);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecials) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(ids).forEach(id -> bytes.writeBytes(bytes(id)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return ("w" + id + " ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, Integer> specials() {
        return Map.of();
    }

    @Override
    public Optional<Integer> beginOfText() {
        return Optional.empty();
    }

    @Override
    public int endOfText() {
        return 0;
    }

    @Override
    public int padding() {
        return 0;
    }

    @Override
    public String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        return messages.stream().map(Message::content).collect(Collectors.joining("\n"));
    }

    @Override
    public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
        return encode(render(messages, tools, true));
    }

    @Override
    public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
        int[] ids = encode(render(messages, tools, false));
        return new Encoded(ids, new boolean[ids.length]);
    }

    @Override
    public List<Integer> stopIds() {
        return List.of();
    }

    @Override
    public String template() {
        return "";
    }

    @Override
    public void close() {}
}
