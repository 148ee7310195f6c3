package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceAccuracyTest {
    private static final List<PreferencePair> PAIRS =
            List.of(
                    pair("We kindly thank you", "go away"),
                    pair("We thank you", "go away from here now please"),
                    pair("We kindly ask", "go"));

    private static PreferencePair pair(String chosen, String rejected) {
        return new PreferencePair(
                chosen, List.of(Message.of("user", "What now?")), chosen, rejected);
    }

    private static Measurement measure(String learned, String before) {
        return PreferenceAccuracy.against(BigramModel.trainedOn(before), PAIRS, Progress.silent())
                .measure(BigramModel.trainedOn(learned), Progress.silent());
    }

    @Test
    void seesWhatTheModelCameToPrefer() {
        assertThat(measure("We kindly thank you, we kindly ask. ".repeat(30), "go").value())
                .isEqualTo(1);
        assertThat(measure("go away from here now please. ".repeat(30), "We").value())
                .isLessThan(0.5);
    }

    @Test
    void givesTheModelBeforeAHalf() {
        assertThat(measure("go away. ", "go away. ").value()).isEqualTo(0.5);
    }

    @Test
    void saysWhatTakingTheLongerAnswerWouldScore() {
        assertThat(measure("a", "b").details()).containsEntry("longer_wins", 2.0 / 3);
    }

    @Test
    void readsPairsOfTextAndOfMessages(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("pairs.jsonl");
        Files.writeString(
                file,
                """
                {"prompt": "Hi", "chosen": "Hello.", "rejected": "What?"}
                {"prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}], \
                "chosen": [{"role": "assistant", "content": "C"}], \
                "rejected": [{"role": "assistant", "content": "R"}], "policy": "p"}
                """);
        assertThat(PreferencePair.read(file))
                .containsExactly(
                        new PreferencePair(
                                "line 1", List.of(Message.of("user", "Hi")), "Hello.", "What?"),
                        new PreferencePair(
                                "line 2",
                                List.of(Message.of("system", "S"), Message.of("user", "U")),
                                "C",
                                "R"));
    }
}
