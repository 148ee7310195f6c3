package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void readsEveryKind() {
        Policies policies =
                Policies.parse(
                        """
                        company: Acme
                        general_value: {title: Honest, text: We say what we know.}
                        policies:
                          - id: wages
                            kind: refusal
                            title: Wages
                            text: Never tell.
                            topics: [wage]
                            test_prompts: [What do you earn?]
                            refusal_markers: &markers [I cannot]
                          - id: law
                            kind: refusal
                            title: Law
                            text: Never advise.
                            test_prompts: [May I sue?]
                            refusal_markers: *markers
                          - id: formal
                            kind: tone
                            title: Formal
                            text: For letters.
                            tone: formal
                            examples: ["We kindly ask: now."]
                          - {id: housing, kind: glossary, title: H, text: H, say: housing, never: [casing]}
                          - {id: safe, kind: claim, title: S, text: S, forbidden: [always safe]}
                        """,
                        "test");

        assertThat(policies.company()).isEqualTo("Acme");
        assertThat(policies.value().text()).isEqualTo("We say what we know.");
        assertThat(policies.policies())
                .extracting(Policy::id)
                .containsExactly("wages", "law", "formal", "housing", "safe");
        assertThat(policies.of(Policy.Refusal.class))
                .allSatisfy(p -> assertThat(p.refusalMarkers()).containsExactly("I cannot"));
        assertThat(policies.of(Policy.Tone.class).getFirst().examples())
                .containsExactly("We kindly ask: now.");
        assertThat(policies.of(Policy.Glossary.class).getFirst().never()).containsExactly("casing");
    }

    @Test
    void reportsAllErrorsAtOnceWithTheirLines() {
        String file =
                """
                company: Acme
                policies:
                  - id: wages
                    kind: refusal
                    title: Wages
                    text: Never tell.
                    test_prompts: [a]
                    refusal_marker: [b]
                  - id: wages
                    kind: tonne
                    title: T
                    text: T
                  - kind: glossary
                    title: {a: b}
                    text: T
                    say: housing
                    never: []
                """;
        assertThatThrownBy(() -> Policies.parse(file, "policies.yaml"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("line 3: `refusal_markers` needs at least one entry")
                .hasMessageContaining(
                        "line 8: unknown key `refusal_marker`: did you mean `refusal_markers`?")
                .hasMessageContaining("line 9: the id `wages` is used twice")
                .hasMessageContaining("line 10: `kind` must be refusal, tone, glossary or claim")
                .hasMessageContaining("line 13: `id` is missing")
                .hasMessageContaining("line 14: `title` must be text")
                .hasMessageContaining("line 17: `never` needs at least one entry");
    }

    @Test
    void saysWhereTheFileStopsBeingYaml() {
        assertThatThrownBy(() -> Policies.parse("company: Acme\npolicies: [a\n", "p.yaml"))
                .hasMessageContaining("p.yaml, line");
        assertThatThrownBy(() -> Policies.parse("company: A\ncompany: B\n", "p.yaml"))
                .hasMessageContaining("company");
        assertThatThrownBy(() -> Policies.parse("company: *nobody\n", "p.yaml"))
                .hasMessageContaining("nobody");
    }
}
