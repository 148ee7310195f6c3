package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Progress;
import ai.inhouse.tokens.ByteTokenizer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitsPerByteTest {
    private static final String SEA = "the sea is calm and the boat is dry. ".repeat(9);

    @Test
    void predictsEveryTokenExactlyOnce() {
        EvaluatedModel model = BigramModel.trainedOn(SEA);
        for (int length : List.of(1, 62, 63, 64, 126, 127, 300)) {
            String text = SEA.substring(0, length);
            List<int[]> windows = TextBits.windows(model, text);

            assertThat(windows).allMatch(w -> w.length <= model.contextLength() && w.length > 1);
            assertThat(windows.getFirst()[0]).isEqualTo(ByteTokenizer.END);
            int[] predicted =
                    windows.stream().flatMapToInt(w -> Arrays.stream(w, 1, w.length)).toArray();
            assertThat(new ByteTokenizer().decode(predicted, true)).isEqualTo(text);
        }
    }

    @Test
    void countsBitsOverTheTextsBytes() {
        EvaluatedModel model = BigramModel.trainedOn(SEA);
        BigramModel bigrams = (BigramModel) model.generator();
        String text = "ça";
        double nats =
                bigrams.logProbability(256, 0xc3)
                        + bigrams.logProbability(0xc3, 0xa7)
                        + bigrams.logProbability(0xa7, 'a');

        Measurement measured =
                new BitsPerByte(List.of(new TextItem("one", text)))
                        .measure(model, Progress.silent());

        assertThat(measured.value()).isCloseTo(-nats / Math.log(2) / 3, within(1e-6));
        assertThat(measured.details().get("bytes")).isEqualTo(3);
        assertThat(measured.interval()).isEmpty();
    }

    @Test
    void isLessForTheLanguageThatTheModelKnows() {
        var evaluator =
                new BitsPerByte(
                        List.of(new TextItem("a", SEA), new TextItem("b", "the boat is calm")));
        double knows = evaluator.measure(BigramModel.trainedOn(SEA), Progress.silent()).value();
        double ignorant = evaluator.measure(BigramModel.trainedOn(""), Progress.silent()).value();
        assertThat(ignorant).isCloseTo(Math.log(258) / Math.log(2), within(1e-5));
        assertThat(knows).isLessThan(ignorant / 1.2);
    }

    @Test
    void weighsTextsByTheirBytes() {
        Measurement measured =
                new BitsPerByte(
                                List.of(
                                        new TextItem("long", SEA.repeat(3)),
                                        new TextItem("short", "zzz"),
                                        new TextItem("blank", "  ")))
                        .measure(BigramModel.trainedOn(SEA), Progress.silent());
        assertThat(measured.n()).isEqualTo(2);
        double bits = measured.items().stream().mapToDouble(i -> i.score() * i.weight()).sum();
        assertThat(measured.value()).isCloseTo(bits / (SEA.length() * 3 + 3), within(1e-9));
    }
}
