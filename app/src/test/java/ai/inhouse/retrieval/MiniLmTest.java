package ai.inhouse.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
    private static final List<String> TEXTS =
            List.of(
                    "A hotel may cost 130 euros a night.",
                    "What may I spend on a place to sleep?",
                    "Übergrößenträger; 漢字; \uD83D\uDEA2",
                    "word ".repeat(120));

    private static MiniLm model;

    @BeforeAll
    static void open() {
        model = MiniLm.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static double product(float[] one, float[] other) {
        return IntStream.range(0, one.length).mapToDouble(i -> (double) one[i] * other[i]).sum();
    }

    /// Which cuts texts at 128 tokens, so longer ones differ.
    @Test
    void givesTheVectorsOfTheModelsOwnLibrary() {
        var library = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
        for (String text : TEXTS) {
            float[] vector = model.embed(text);
            assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
            assertThat(product(vector, library.embed(text).content().vector()))
                    .as(text)
                    .isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void givesATextTheSameVectorWhateverIsEmbeddedBesideIt() {
        List<float[]> alone = TEXTS.stream().map(model::embed).toList();
        for (int round = 0; round < 5; round++) {
            assertThat(TEXTS.parallelStream().map(model::embed).toList())
                    .usingRecursiveComparison()
                    .isEqualTo(alone);
        }
    }

    @Test
    void putsLikeMeaningsNear() {
        float[] hotel = model.embed(TEXTS.get(0));
        assertThat(product(hotel, model.embed(TEXTS.get(1))))
                .isGreaterThan(0.3)
                .isGreaterThan(product(hotel, model.embed("The cat sleeps on the rope.")) + 0.2);
    }

    @Test
    void readsALongTextToItsEnd() {
        String begin = "word ".repeat(200);
        assertThat(product(model.embed(begin + "herring"), model.embed(begin + "invoice")))
                .isLessThan(0.999);
    }

    @Test
    void readsTextsOfAnyLength() {
        for (String text : List.of("", "\u0000", "x", "word ".repeat(9_000), "\uD83D")) {
            assertThat(model.embed(text)).hasSize(MiniLm.DIMENSIONS).doesNotContain(Float.NaN);
        }
    }
}
