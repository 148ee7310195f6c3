package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreferenceAccuracyTest {
    private static final List<PreferencePair> PAIRS =
            List.of(
                    pair("We kindly thank you", "go away"),
                    pair("We thank you", "go away from here now please"),
                    pair("We kindly ask", "go"));

    private static PreferencePair pair(String chosen, String rejected) {
        return new PreferencePair(
                List.of(Message.of("user", "What now?")),
                List.of(Message.of("assistant", chosen)),
                List.of(Message.of("assistant", rejected)),
                chosen);
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
}
