package ai.inhouse.evaluation;

import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// `role: content` lines; the assistant's end with a token.
record PlainChat(Tokenizer tokenizer, int endOfTurn) implements Chat {
    @Override
    public String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        messages.forEach(m -> text.append(m.role()).append(": ").append(m.content()).append('\n'));
        return addGenerationPrompt ? text.append("assistant: ").toString() : text.toString();
    }

    @Override
    public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
        return tokenizer.encode(render(messages, tools, true));
    }

    @Override
    public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
        int[] prompt = encodePrompt(messages.subList(0, messages.size() - 1), tools);
        int[] answer = tokenizer.encode(messages.getLast().content());
        int[] ids =
                IntStream.concat(
                                IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)),
                                IntStream.of(endOfTurn))
                        .toArray();
        boolean[] assistant = new boolean[ids.length];
        Arrays.fill(assistant, prompt.length, ids.length, true);
        return new Encoded(ids, assistant);
    }

    @Override
    public List<Integer> stopIds() {
        return List.of(endOfTurn, tokenizer.endOfText());
    }

    @Override
    public String template() {
        return "";
    }
}
