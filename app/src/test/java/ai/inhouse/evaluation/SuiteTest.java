package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
    @TempDir Path folder;

    @BeforeEach
    void writeData() throws Exception {
        Files.writeString(
                folder.resolve("questions.jsonl"),
                "{\"question\": \"How heavy?\", \"answers\": [\"3 kg\"]}\n");
        Files.writeString(folder.resolve("page.md"), "# Pumps\n\nA pump is heavy.\n");
        Files.writeString(folder.resolve("general.jsonl"), "{\"text\": \"once upon a time\"}\n");
    }

    private Path suite(String text) throws Exception {
        return Files.writeString(folder.resolve("suite.yaml"), text);
    }

    @Test
    void measuresWhatTheFileNames() throws Exception {
        Suite suite =
                Suite.read(
                        suite(
                                """
                                name: Pumps
                                evaluators:
                                  - measure: closed_book_accuracy
                                    questions: questions.jsonl
                                    system: Be brief.
                                  - measure: bits_per_byte
                                    texts: [page.md, general.jsonl]
                                  - measure: forgetting
                                    texts: general.jsonl
                                gates:
                                  - closed_book_accuracy >= 0.4
                                """));
        EvaluatedModel model = BigramModel.answering(Map.of("Be brief.\nuser: How heavy?", "3 kg"));

        List<Evaluator> alone = suite.evaluators(Map.of(), Progress.silent());
        List<Evaluator> against = suite.evaluators(Map.of("forgetting", model), Progress.silent());
        Stage stage = Stage.measure("only", "only", model, against, Progress.silent());

        assertThat(alone)
                .extracting(e -> e.measures().name())
                .containsExactly("closed_book_accuracy", "bits_per_byte");
        assertThat(stage.measurements())
                .extracting(m -> m.measure().name())
                .containsExactly("closed_book_accuracy", "bits_per_byte", "forgetting");
        assertThat(stage.measurement("closed_book_accuracy").orElseThrow().value()).isEqualTo(1);
        assertThat(stage.measurement("forgetting").orElseThrow().value()).isZero();
        assertThat(suite.gates()).hasToString("[closed_book_accuracy >= 0.4]");
    }

    @Test
    void reportsAllErrorsAtOnceWithTheirLines() throws Exception {
        Path file =
                suite(
                        """
                        evaluators:
                          - measure: closed_book_acuracy
                          - measure: closed_book_accuracy
                            question: questions.jsonl
                            questions: missing.jsonl
                          - measure: bits_per_byte
                        gates:
                          - accuracy is good
                        gate: x
                        """);
        assertThatThrownBy(() -> Suite.read(file))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("line 1: `name` is missing")
                .hasMessageContaining(
                        "line 2: unknown measure `closed_book_acuracy`: did you mean"
                                + " `closed_book_accuracy`?")
                .hasMessageContaining("line 4: unknown key `question`: did you mean `questions`?")
                .hasMessageContaining("line 5: reading a file for evaluation")
                .hasMessageContaining("line 6: `texts` names no file with anything in it")
                .hasMessageContaining("line 7: reading a gate")
                .hasMessageContaining("line 9: unknown key `gate`: did you mean `gates`?");
    }
}
