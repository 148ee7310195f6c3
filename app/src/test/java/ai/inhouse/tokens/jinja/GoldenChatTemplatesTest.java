package ai.inhouse.tokens.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Twelve families' templates, as transformers renders them.
class GoldenChatTemplatesTest {
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest(name = "{0}")
    @MethodSource("renderings")
    void rendersAsTransformersDoes(Rendering rendering) {
        JinjaTemplate template = JinjaTemplate.parse(rendering.source, rendering.name);
        assertThat(template.render(rendering.variables, NOON)).isEqualTo(rendering.rendered);
    }

    static Stream<Rendering> renderings() throws IOException {
        Path folder = Shared.path("golden/chat-templates");
        List<?> all = Json.read(folder.resolve("rendered.json"), List.class);
        assertThat(all).hasSize(66);
        return all.stream().map(each -> Rendering.of((Map<?, ?>) each, folder));
    }

    record Rendering(String name, String source, Map<String, Object> variables, String rendered) {
        static Rendering of(Map<?, ?> json, Path folder) {
            String template = String.valueOf(json.get("template"));
            Map<String, Object> variables = new HashMap<>();
            json.forEach((key, value) -> variables.put(String.valueOf(key), Values.of(value)));
            try {
                return new Rendering(
                        "%s %s %s"
                                .formatted(
                                        template,
                                        json.get("case"),
                                        json.get("add_generation_prompt")),
                        Files.readString(folder.resolve(template + ".jinja")),
                        variables,
                        String.valueOf(json.get("rendered")));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
