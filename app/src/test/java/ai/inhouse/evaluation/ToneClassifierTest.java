package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.evaluation.ToneClassifier.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToneClassifierTest {
    private static final List<Example> EXAMPLES =
            List.of(
                    new Example("formal", "We kindly request the number of your order."),
                    new Example("formal", "Please be advised that the goods shall be sent."),
                    new Example("sales", "Get yours today and enjoy it!"),
                    new Example("sales", "You will love our pumps, order now!"));

    @Test
    void tellsTonesByWordsAndMarks() {
        ToneClassifier classifier = ToneClassifier.train(EXAMPLES);
        assertThat(classifier.classify("We kindly request the goods.")).isEqualTo("formal");
        assertThat(classifier.classify("Enjoy the weekend!")).isEqualTo("sales");
        assertThat(classifier.tones()).containsExactly("formal", "sales");
        assertThat(classifier.accuracy(EXAMPLES)).isEqualTo(1);
    }

    @Test
    void learnsNothingFromTextsThatSayNothing() {
        ToneClassifier classifier =
                ToneClassifier.train(List.of(new Example("b", "x"), new Example("a", "x")));
        assertThat(classifier.accuracy(List.of(new Example("a", "x"), new Example("b", "x"))))
                .isEqualTo(0.5);
    }

    @Test
    void needsTwoTonesToTellApart() {
        assertThatThrownBy(() -> ToneClassifier.train(EXAMPLES.subList(0, 2)))
                .hasMessageContaining("formal");
    }
}
