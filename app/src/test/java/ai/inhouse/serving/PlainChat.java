package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.ByteTokenizer;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Map;

/// `<|user|>text<|end|><|assistant|>`, with the system's words and tools before.
public final class PlainChat implements Chat {
    private final ByteTokenizer tokenizer = new ByteTokenizer();

    @Override
    public String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder(tools.isEmpty() ? "" : Json.write(tools));
        for (Message message : messages) {
            if (message.content().equals("refused by the template")) {
                throw InhouseException.badInput(
                        "rendering the chat", "messages", "the template refuses", "Change them.");
            }
            text.append("<|").append(message.role()).append("|>").append(message.content());
            if (!message.toolCalls().isEmpty()) {
                text.append(Json.write(message.toolCalls()));
            }
            text.append("<|end|>");
        }
        return text.append(addGenerationPrompt ? "<|assistant|>" : "").toString();
    }

    @Override
    public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
        return tokenizer.encodeWithSpecials(render(messages, tools, true));
    }

    @Override
    public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
        int[] ids = tokenizer.encodeWithSpecials(render(messages, tools, false));
        return new Encoded(ids, new boolean[ids.length]);
    }

    @Override
    public List<Integer> stopIds() {
        return List.of(ByteTokenizer.END);
    }

    @Override
    public String template() {
        return "";
    }
}
