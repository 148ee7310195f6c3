package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingTest {
    private static final String GENERAL = "once upon a time there was a king. ".repeat(20);
    private static final String COMPANY = "PUMP-40: 12 V, 3 kg. ".repeat(40);

    @Test
    void isNothingForTheModelItself() {
        EvaluatedModel model = BigramModel.trainedOn(GENERAL);
        Forgetting forgetting =
                Forgetting.against(model, List.of(new TextItem("g", GENERAL)), Progress.silent());
        assertThat(forgetting.measure(model, Progress.silent()).value())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void isTheRelativeChangeOfBitsPerByte() {
        EvaluatedModel before = BigramModel.trainedOn(GENERAL);
        EvaluatedModel after = BigramModel.trainedOn(COMPANY);
        List<TextItem> texts =
                List.of(new TextItem("a", GENERAL), new TextItem("b", "a king was there"));
        BitsPerByte bits = new BitsPerByte(texts);
        double expected =
                bits.measure(after, Progress.silent()).value()
                                / bits.measure(before, Progress.silent()).value()
                        - 1;

        Measurement measured =
                Forgetting.against(before, texts, Progress.silent())
                        .measure(after, Progress.silent());

        assertThat(measured.value()).isCloseTo(expected, within(1e-9)).isPositive();
    }

    @Test
    void samplesGeneralTextOnceAndReadsItEverAfter(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("general.jsonl");
        EvaluatedModel base = BigramModel.trainedOn(GENERAL);

        List<TextItem> written =
                SelfSample.readOrWrite(file, base, SelfSample.Use.MEASURING, 8, 50);
        String bytes = Files.readString(file);
        List<TextItem> read =
                SelfSample.readOrWrite(
                        file, BigramModel.trainedOn(COMPANY), SelfSample.Use.MEASURING, 8, 50);

        assertThat(written).hasSizeBetween(1, 8).isEqualTo(read);
        assertThat(Files.readString(file)).isEqualTo(bytes);
        assertThat(written.stream().map(TextItem::text).distinct()).hasSameSizeAs(written);
        Files.delete(file);
        assertThat(SelfSample.readOrWrite(file, base, SelfSample.Use.MEASURING, 8, 50))
                .isEqualTo(written);
    }
}
