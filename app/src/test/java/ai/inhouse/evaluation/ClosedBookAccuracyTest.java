package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedBookAccuracyTest {
    private static Question question(String text, String... answers) {
        return new Question(text, text, List.of(answers), "");
    }

    private static Measurement measure(Map<String, String> answers, Question... questions) {
        return new ClosedBookAccuracy(List.of(questions), Optional.empty(), 200)
                .measure(BigramModel.answering(answers), Progress.silent());
    }

    private static String judged(Measurement measurement, int item) {
        return measurement.items().get(item).sample().orElseThrow().judged();
    }

    @Test
    void countsExactAndContainedAnswers() {
        Measurement measured =
                measure(
                        Map.of(
                                "pump?", "The 40 litres.",
                                "weight?", "It weighs 3 kg, I think.",
                                "colour?", "Blue"),
                        question("pump?", "40 litres"),
                        question("weight?", "three kilos", "3 kg"),
                        question("colour?", "orange"));

        assertThat(measured.value()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(measured.n()).isEqualTo(3);
        assertThat(measured.interval()).contains(Interval.wilson(2, 3));
        assertThat(measured.details().get("exact")).isCloseTo(1.0 / 3, within(1e-12));
        // F1: 1; {it weighs 3 kg i think} against {3 kg}: 2 * 2 / 8; 0
        assertThat(measured.details().get("token_f1")).isCloseTo(0.5, within(1e-12));
        assertThat(judged(measured, 0)).isEqualTo("exact");
        assertThat(judged(measured, 1)).isEqualTo("contained");
        assertThat(judged(measured, 2)).isEqualTo("wrong");
    }

    @Test
    void doesNotCountAnAnswerLostInMoreThanThirtyWords() {
        String brief = "yes " + "x ".repeat(29);
        Measurement measured =
                measure(
                        Map.of("brief?", brief, "wordy?", brief + "x"),
                        question("brief?", "yes"),
                        question("wordy?", "yes"));

        assertThat(measured.value()).isEqualTo(0.5);
        assertThat(measured.details().get("contained_at_any_length")).isEqualTo(1);
    }

    @Test
    void doesNotCountAnAnswerThatWasCutOff() {
        Measurement measured =
                measure(Map.of("cut?", "yes " + "y".repeat(300)), question("cut?", "yes"));
        assertThat(measured.value()).isZero();
    }

    @Test
    void saysTheSystemMessageBeforeEachQuestion() {
        var evaluator =
                new ClosedBookAccuracy(
                        List.of(question("who?", "Ada")), Optional.of("Be brief."), 20);
        var model = BigramModel.answering(Map.of("system: Be brief.\nuser: who?", "Ada"));
        assertThat(evaluator.measure(model, Progress.silent()).value()).isEqualTo(1);
    }

    @Test
    void asksInBatchesAndKeepsTheOrder() {
        Map<String, String> answers = new HashMap<>();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            answers.put("number " + i + "?", Integer.toString(i));
            questions.add(question("number " + i + "?", Integer.toString(i)));
        }
        EvaluatedModel model = BigramModel.answering(answers);

        Measurement measured =
                new ClosedBookAccuracy(questions, Optional.empty(), 20)
                        .measure(model, Progress.silent());

        assertThat(measured.value()).isEqualTo(1);
        assertThat(((BigramModel) model.generator()).batchSizes()).containsExactly(32, 32, 6);
    }

    @Test
    void readsQuestionsAndReportsEveryBadLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("questions.jsonl");
        Files.writeString(
                file,
                """
                {"question": "How heavy?", "answers": ["3 kg"], "document": "puffin.md"}

                {"question": "How tall?", "answers": []}
                {"question": 7, "answers": ["x"]}
                nonsense
                """);
        assertThatThrownBy(() -> Question.read(file))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("line 3: `answers` must be a list of texts")
                .hasMessageContaining("line 4: `question` must be text")
                .hasMessageContaining("line 5: not JSON");

        Files.writeString(file, "{\"question\": \"How heavy?\", \"answers\": [\"3 kg\", \"3kg\"]}");
        assertThat(Question.read(file))
                .containsExactly(new Question("line 1", "How heavy?", List.of("3 kg", "3kg"), ""));
    }
}
