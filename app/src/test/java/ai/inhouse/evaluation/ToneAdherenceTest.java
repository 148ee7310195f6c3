package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToneAdherenceTest {
    private static final String FORMAL = "We kindly advise you to write to us.";
    private static final String SALES = "You will love it, order today!";

    private static List<TonedConversation> conversations() {
        List<TonedConversation> conversations = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String prompt = "Question " + i + "?";
            conversations.add(conversation("formal", prompt, "We kindly advise number " + i + "."));
            conversations.add(conversation("sales", prompt, "You will love number " + i + "!"));
        }
        return conversations;
    }

    private static TonedConversation conversation(String tone, String prompt, String answer) {
        return new TonedConversation(tone, Optional.of("Speak " + tone + "."), prompt, answer);
    }

    private static Measurement measure(Map<String, String> answers) {
        return ToneAdherence.on(conversations())
                .measure(BigramModel.answering(answers), Progress.silent());
    }

    @Test
    void recognisesAModelThatSpeaksAsAsked() {
        Measurement measured = measure(Map.of("Speak formal", FORMAL, "Speak sales", SALES));
        assertThat(measured.value()).isEqualTo(1);
        assertThat(measured.details().get("classifier_accuracy")).isEqualTo(1);
    }

    @Test
    void catchesAModelThatKnowsOneToneOnly() {
        Measurement measured = measure(Map.of("Speak", SALES));
        assertThat(measured.value()).isEqualTo(0.5);
        assertThat(measured.items())
                .allSatisfy(
                        item ->
                                assertThat(item.sample().orElseThrow().judged())
                                        .isEqualTo("sales"));
    }

    @Test
    void asksOnlyWhatNeitherTheModelNorTheJudgeLearned() {
        Measurement measured = measure(Map.of("Speak", SALES));
        assertThat(measured.items())
                .allSatisfy(
                        item ->
                                assertThat(
                                                ConversationSplit.of(
                                                        item.sample().orElseThrow().prompt()))
                                        .isEqualTo(ConversationSplit.CLASSIFIER_HELD_OUT));
        assertThat((double) measured.n()).isEqualTo(measured.details().get("classifier_held_out"));
    }

    @Test
    void givesAnEmptyAnswerNoTone() {
        assertThat(measure(Map.of("Speak", "")).value()).isZero();
    }

    @Test
    void saysWhenThereIsTooLittleToLearnFrom() {
        assertThatThrownBy(() -> ToneAdherence.on(conversations().subList(0, 2)))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("2 conversations");
    }

    @Test
    void learnsOnlyFromConversationsWhoseToneIsKnown(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("conversations.jsonl");
        Files.writeString(
                file,
                """
                {"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}, \
                {"role": "assistant", "content": "A"}], "tone": "formal"}
                {"messages": [{"role": "user", "content": "U"}, {"role": "assistant", "content": "A"}]}
                """);
        assertThat(TonedConversation.read(file))
                .containsExactly(new TonedConversation("formal", Optional.of("S"), "U", "A"));
    }
}
