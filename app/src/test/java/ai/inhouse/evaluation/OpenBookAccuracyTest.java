package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenBookAccuracyTest {
    @Test
    void asksWithWhatThePromptPutsBeforeTheQuestion() {
        List<Question> questions =
                List.of(
                        new Question("1", "weight?", List.of("3 kg"), ""),
                        new Question("2", "colour?", List.of("orange"), ""));
        var model =
                BigramModel.answering(
                        Map.of(
                                "shown: weight?", "It is 3 kg.",
                                "shown: colour?", "orange"));
        Measurement measured =
                new OpenBookAccuracy(
                                questions,
                                question -> List.of(Message.of("user", "shown: " + question)),
                                200)
                        .measure(model, Progress.silent());
        assertThat(measured.value()).isEqualTo(1);
        assertThat(measured.items().getLast().sample().orElseThrow().prompt()).isEqualTo("colour?");
    }
}
