package ai.inhouse.corpus.pii.measured;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiScanner;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiiCheckTest {
    private static final PiiScanner SCANNER = new PiiScanner(PiiPolicy.STANDARD.recognizers());

    @Test
    void holdsItsBarsOnMadeDocumentsOfAnySeed() {
        for (long seed : new long[] {1, 20}) {
            PiiScore score = new PiiCheck(SCANNER).made(seed);
            assertThat(score.f1()).as("seed %d", seed).isGreaterThan(PiiCheck.LEAST_F1);
            assertThat(score.lowestRecall()).isGreaterThan(PiiCheck.LEAST_RECALL);
        }
    }

    @Test
    void measuresEveryKindThatComesWithTheProgram() {
        assertThat(new PiiCheck(SCANNER).made(1).labels().keySet())
                .containsAll(
                        PiiPolicy.STANDARD.recognizers().stream().map(Recognizer::label).toList());
    }

    @Test
    void doesNotFallBehindOnRealPassages() {
        PiiScore score = new PiiCheck(SCANNER).real();
        assertThat(score.texts()).isEqualTo(100);
        assertThat(score.f1()).isGreaterThan(0.84);
    }

    @Test
    void countsAValueThatIsFoundInPartAsMissedAndWrong() {
        String text = "born 3 May 1980";
        Finding whole = SCANNER.scan(text).getFirst();
        LabelledText.Value longer =
                new LabelledText.Value(whole.label(), whole.start() - 2, whole.end());
        PiiScore score =
                new PiiCheck(SCANNER)
                        .score("one", List.of(new LabelledText(text, List.of(longer))));
        assertThat(score.labels().get(whole.label())).isEqualTo(new PiiScore.Counts(0, 1, 1));
        assertThat(score.f1()).isZero();
    }
}
