package ai.inhouse.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlNodeTest {
    private static YamlNode parse(String text) {
        return YamlNode.parse(text, "test.yaml");
    }

    @Test
    void knowsTheLineOfEverything() {
        YamlNode.Mapping file = (YamlNode.Mapping) parse("a: 1\n\nb:\n  - x\n  - {c: 2}\n");

        assertThat(file.entries()).extracting(YamlNode.Entry::line).containsExactly(1, 3);
        YamlNode.Sequence list = (YamlNode.Sequence) file.entries().get(1).value();
        assertThat(list.items()).extracting(YamlNode::line).containsExactly(4, 5);
        assertThat(list.items().getFirst()).isEqualTo(new YamlNode.Scalar(4, "x"));
    }

    @Test
    void keepsScalarsAsTheyAreWritten() {
        YamlNode.Sequence list = (YamlNode.Sequence) parse("[0.10, yes, 007, '1', null, ]");
        assertThat(list.items())
                .extracting(item -> ((YamlNode.Scalar) item).text())
                .containsExactly("0.10", "yes", "007", "1", "");
    }

    @Test
    void takesAnAliasForWhatItNames() {
        YamlNode.Mapping file = (YamlNode.Mapping) parse("a: &list [x]\nb: *list\n");
        assertThat(file.entries().get(1).value()).isSameAs(file.entries().get(0).value());
    }

    @Test
    void readsJsonToo() {
        assertThat(parse("{\"a\": [1]}"))
                .isEqualTo(
                        new YamlNode.Mapping(
                                1,
                                List.of(
                                        new YamlNode.Entry(
                                                "a",
                                                1,
                                                new YamlNode.Sequence(
                                                        1,
                                                        List.of(new YamlNode.Scalar(1, "1")))))));
    }

    @Test
    void saysWhereItStopsBeingYaml() {
        assertThatThrownBy(() -> parse("a: 1\na: 2\n"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("test.yaml, line 2");
        assertThatThrownBy(() -> parse("a: [1\n")).hasMessageContaining("test.yaml, line");
        assertThatThrownBy(() -> parse("a: 1\nb: *c\n"))
                .hasMessageContaining("nothing before it is named `&c`");
    }

    @Test
    void isAnEmptyTextWhereThereIsNothing() {
        assertThat(parse("")).isEqualTo(new YamlNode.Scalar(1, ""));
    }

    @Test
    void collectsEverythingThatIsWrong() {
        Problems problems = new Problems("test.yaml");
        YamlFields fields = YamlFields.of(parse("steps: many\nnmae: x\nlist: {a: 1}\n"), problems);

        assertThat(fields.text("name")).isEmpty();
        assertThat(fields.integer("steps", 3)).isEqualTo(3);
        assertThat(fields.texts("list")).isEmpty();
        fields.end();

        assertThat(problems.messages())
                .containsExactly(
                        "line 1: `name` is missing",
                        "line 1: `steps` must be a whole number, not `many`",
                        "line 2: unknown key `nmae`: did you mean `name`?",
                        "line 3: `list` must be text");
        assertThatThrownBy(() -> problems.throwIfAny("reading a test"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("reading a test (test.yaml): line 1");
    }
}
