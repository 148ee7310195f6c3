package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReaderTest {
    @Test
    void keepsFrontMatterAsMetadata() throws Exception {
        Extraction.Text text =
                read(
                        """
                        ---
                        title: Leave
                        tags: [hr, time off]
                        owner:
                          team: people
                        ---

                        Take it.
                        """);
        assertThat(text.title()).isEqualTo("Leave");
        assertThat(text.metadata())
                .containsEntry("tags", "hr, time off")
                .containsEntry("owner.team", "people");
        assertThat(text.sections()).containsExactly(new Section(1, "Leave", "Take it."));
    }

    @Test
    void keepsWhatPlainLinesOfBrokenFrontMatterSay() throws Exception {
        Extraction.Text text = read("---\ntitle: Leave: how to\nbad: [\n---\nTake it.\n");
        assertThat(text.title()).isEqualTo("Leave: how to");
        assertThat(text.sections()).extracting(Section::text).containsExactly("Take it.");
    }

    @Test
    void splitsAtHeadingsOfBothKindsButNotInCode() throws Exception {
        List<Section> sections =
                sections(
                        """
                        Before.

                        # One #
                        a

                        Two
                        ---
                        - b

                        ```
                        # no heading
                        ```

                        ### Three {#three}
                        | a | b |
                        |---|---|
                        | 1 | 2 |

                        ---
                        #no-heading
                        """);
        assertThat(sections)
                .containsExactly(
                        new Section(1, "", "Before."),
                        new Section(1, "One", "a"),
                        new Section(2, "Two", "- b\n\n```\n# no heading\n```"),
                        new Section(
                                3, "Three", "| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n#no-heading"));
    }

    @Test
    void showsOfTemplateTagsWhatReadersSee() throws Exception {
        String page =
                """
                ---
                title: T
                ---
                {% comment %}TODO: rewrite{% endcomment %}
                {% alert "Heads up!" "warning" %}
                  See [leave]({% page "/leave/" %}) or ask {% slack_channel "people-ops" %}.
                {% endalert %}
                {% include "step.html" steps: x %}
                {% image "a.png" "a pump" %}
                Write to {{ site.mail }}us with `{% page "x" %}`.

                ```
                {% raw %}{% link "y" %}{% endraw %}
                ```
                """;
        assertThat(sections(page))
                .containsExactly(
                        new Section(
                                1,
                                "T",
                                """
                                **Heads up!**

                                  See [leave](/leave/) or ask #people-ops.


                                ![a pump](a.png)
                                Write to us with `{% page "x" %}`.

                                ```
                                {% link "y" %}
                                ```"""
                                        .replace("\n\n\n", "\n\n")));
    }

    @Test
    void leavesTagsAloneWhereNoGeneratorReadsThem() throws Exception {
        assertThat(sections("Dear {{ name }}, use {% if %}.\n").getFirst().text())
                .isEqualTo("Dear {{ name }}, use {% if %}.");
    }

    @Test
    void turnsHtmlIntoMarkdownButKeepsPlaceholders() throws Exception {
        String page =
                """
                <!-- draft -->
                <h3>Office</h3>
                Ask <your manager>, <a href="/x">here</a>.<br>Now `<b>code</b>`.
                <table><tr><td>Floor</td><td>6</td></tr></table>
                """;
        assertThat(sections(page))
                .containsExactly(
                        new Section(
                                3,
                                "Office",
                                "Ask <your manager>, here. Now `<b>code</b>`.\n\n"
                                        + "| Floor | 6 |\n| --- | --- |"));
    }

    private static List<Section> sections(String markdown) throws Exception {
        return read(markdown).sections();
    }

    private static Extraction.Text read(String markdown) throws Exception {
        byte[] bytes = markdown.getBytes(StandardCharsets.UTF_8);
        return new MarkdownReader().read(new SourceContent("page.md", "text/markdown", bytes));
    }
}
