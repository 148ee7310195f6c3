package ai.inhouse.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.jinja.JinjaTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BaseModelChatTest {
    private static final String KEY = "tokenizer.chat_template";

    @Test
    void rendersTheBaseModelsChatsAsTransformersDoes() throws IOException {
        Path model = Shared.path("base-models/SmolLM2-135M-Instruct.Q4_1.gguf");
        JsonNode golden = Json.tree(Shared.path("golden/smollm2-135m.json"));
        JinjaTemplate template = JinjaTemplate.parse(template(model), "the base model's template");
        for (JsonNode chat : golden.path("cases")) {
            List<?> messages = Json.mapper().convertValue(chat.path("messages"), List.class);
            Map<String, Object> variables =
                    Map.of("messages", messages, "add_generation_prompt", true);
            assertThat(template.render(variables, Clock.systemUTC()))
                    .isEqualTo(chat.path("rendered").asString());
        }
    }

    /// Looks for the key in the file's beginning: after it come a type, a length and the text.
    private static String template(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            byte[] head = in.readNBytes(4 << 20);
            int at = new String(head, StandardCharsets.ISO_8859_1).indexOf(KEY) + KEY.length();
            ByteBuffer buffer = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(buffer.getLong(at + 4));
            return new String(head, at + 12, length, StandardCharsets.UTF_8);
        }
    }
}
