package ai.inhouse.tokens.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JinjaTemplateTest {
    /// Two equal lists that are short to build and endless to print.
    private static final String DOUBLING =
            "{% set ns = namespace(l=1, m=1) %}{% for i in range(99) %}"
                    + "{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}";

    private static final Clock NIGHT =
            Clock.fixed(Instant.parse("2026-01-05T03:04:09Z"), ZoneOffset.UTC);

    /// The expectations in `cases.json` were made by jinja2 3.1.6, set up as transformers sets it
    /// up.
    @Test
    void rendersWhatPythonsJinjaRenders() throws IOException {
        Cases file = cases();
        Map<String, Object> variables = new HashMap<>();
        file.variables.forEach((key, value) -> variables.put(key, Values.of(value)));
        SoftAssertions all = new SoftAssertions();
        for (Map<String, String> one : file.cases) {
            String template = String.valueOf(one.get("template"));
            if (one.containsKey("rendered")) {
                all.assertThatCode(
                                () ->
                                        assertThat(render(template, variables))
                                                .isEqualTo(one.get("rendered")))
                        .as(template)
                        .doesNotThrowAnyException();
            } else {
                all.assertThatThrownBy(() -> render(template, variables))
                        .as(template)
                        .isInstanceOf(InhouseException.class)
                        .hasMessageContaining("line 1");
            }
        }
        all.assertAll();
    }

    @Test
    void neverReadsValuesAsTemplates() {
        Map<String, Object> variables = Map.of("text", "{{ 7 * 7 }}{% for %}{# x");
        assertThat(render("{{ text }}{{ text ~ text }}", variables)).doesNotContain("49");
    }

    @Test
    void saysInWhichLineItFailed() {
        assertThatThrownBy(() -> render("a\n{% if true %}\n\n{{ x.y }}\n{% endif %}", Map.of()))
                .hasMessageContaining("line 4")
                .hasMessageContaining("'x' is undefined");
        assertThatThrownBy(() -> JinjaTemplate.parse("a\n\n{% bogus %}", "t"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("bogus");
    }

    @Test
    void writesDatesAsCDoes() {
        String format = "%Y-%m-%d %H:%M:%S %d %b %Y %A %B %j %y %I %p %%";
        assertThat(render("{{ strftime_now(f) }}", Map.of("f", format)))
                .isEqualTo("2026-01-05 03:04:09 05 Jan 2026 Monday January 005 26 03 AM %");
    }

    @Test
    @Timeout(20)
    void endsTemplatesThatTakeTooLong() {
        List<String> endless =
                List.of(
                        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                        "{% set r = range(99999) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}",
                        "{% set ns = namespace(s='xxxxxxxx') %}{% for i in range(99) %}"
                                + "{% set ns.s = ns.s + ns.s %}{% endfor %}",
                        "{{ 'x' * 999999999999 }}",
                        "{{ ('x' * 9999999)|replace('x', 'y' * 9999) }}",
                        "{{ ('x' * 30000000)|list|join('y' * 1000) }}",
                        "{{ 'a'|indent(999999999) ~ ('\n' * 9999999)|indent(1000, true, true) }}",
                        DOUBLING + "{{ ns.l }}",
                        DOUBLING + "{{ ns.l|tojson }}",
                        DOUBLING + "{{ ns.l == ns.m }}",
                        DOUBLING + "{{ {ns.l: 1} }}",
                        DOUBLING + "{{ ns.l in {} }}",
                        "{% set ns = namespace(l=1) %}{% for i in range(99999) %}"
                                + "{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
                        "{% set s = 'x' * 8000000 %}{% for i in range(99999) %}"
                                + "{% if s|upper == s.lower() %}{% endif %}{% endfor %}",
                        "{{ 2 ** 99999999 }}",
                        "{{ range(99999999999) }}",
                        "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
                        "{{ " + "-".repeat(50_000) + "1 }}",
                        "{{ " + "not ".repeat(50_000) + "1 }}",
                        "{{ 1" + " + 1".repeat(50_000) + " }}",
                        "{% if 1 %}".repeat(5000));
        for (String template : endless) {
            assertThatThrownBy(() -> render(template, Map.of()))
                    .as(template.substring(0, Math.min(80, template.length())))
                    .isInstanceOf(InhouseException.class);
        }
    }

    @Test
    void cannotChangeTheValuesItWasGiven() {
        Map<String, Object> variables = Map.of("items", List.of(1), "map", Map.of("a", 1));
        for (String template :
                List.of("{{ items.append(2) }}", "{{ map.update({}) }}", "{{ map.pop('a') }}")) {
            assertThatThrownBy(() -> render(template, variables))
                    .isInstanceOf(InhouseException.class);
        }
    }

    private static String render(String template, Map<String, Object> variables) {
        return JinjaTemplate.parse(template, "template").render(variables, NIGHT);
    }

    private record Cases(Map<String, Object> variables, List<Map<String, String>> cases) {}

    private static Cases cases() throws IOException {
        try (InputStream in = JinjaTemplateTest.class.getResourceAsStream("cases.json")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return Json.mapper().readValue(new String(bytes, StandardCharsets.UTF_8), Cases.class);
        }
    }
}
