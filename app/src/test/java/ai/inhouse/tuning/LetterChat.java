package ai.inhouse.tuning;

import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Map;

/// A chat format in which each character is a token below 128, a turn begins with its role's first
/// letter and ends with `\n`.
public final class LetterChat implements Chat {
    @Override
    public String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            text.append(message.role().charAt(0)).append(message.content()).append('\n');
        }
        return addGenerationPrompt ? text.append('a').toString() : text.toString();
    }

    @Override
    public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
        return render(messages, tools, true).chars().toArray();
    }

    @Override
    public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
        int[] ids = render(messages, tools, false).chars().toArray();
        boolean[] assistant = new boolean[ids.length];
        int at = 0;
        for (Message message : messages) {
            for (int i = 0; i < message.content().length() + 2; i++) {
                assistant[at++] = i > 0 && message.role().equals("assistant");
            }
        }
        return new Encoded(ids, assistant);
    }

    @Override
    public List<Integer> stopIds() {
        return List.of((int) '\n');
    }

    @Override
    public String template() {
        return "";
    }
}
