package ai.inhouse.serving;

import ai.inhouse.tokens.Message;
import java.util.List;

/// Where the answers of a model in another's shadow go, to be compared.
@FunctionalInterface
public interface ShadowBox {
    /// Both answers to one question.
    ///
    /// @param model whose answer the caller saw
    /// @param shadow whose answer nobody saw
    record Compared(
            List<Message> prompt, String model, String answer, String shadow, String shadowAnswer) {
        public Compared {
            prompt = List.copyOf(prompt);
        }
    }

    void put(Compared compared);
}
