package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.model.Batch;
import ai.inhouse.training.MixedBatch.Use;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static TextRows rows(int seed) {
        List<int[]> texts =
                IntStream.range(0, 5)
                        .mapToObj(i -> IntStream.rangeClosed(0, 3 + i).toArray())
                        .toList();
        return new TextRows(texts, 2, 9, seed);
    }

    @Test
    void eachStepHasEveryPart() {
        Mixture mixture =
                new Mixture(
                        List.of(
                                Mixture.Part.learned("a", 0.25, rows(1)),
                                Mixture.Part.learned("b", 0.75, rows(2)),
                                Mixture.Part.held("c", rows(3))));
        assertThat(mixture.microBatches()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).mapToObj(i -> mixture.batch(4, i).part()))
                .containsExactly("a", "b", "c");
        assertThat(mixture.batch(4, 1).weight()).isEqualTo(0.75);
        assertThat(mixture.batch(4, 2).use()).isEqualTo(Use.HOLD);
        assertThat(mixture.batch(4, 1).batch().tokens())
                .containsExactly(rows(2).batch(4, 0).tokens());
    }

    @Test
    void refusesWeightsThatAreNoShares() {
        assertThatThrownBy(() -> new Mixture(List.of(Mixture.Part.learned("a", 0.5, rows(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.5");
    }

    @Test
    void anotherShareIsAnotherRun() {
        Mixture one = new Mixture(List.of(Mixture.Part.learned("a", 1, rows(1))));
        Mixture two =
                new Mixture(
                        List.of(
                                Mixture.Part.learned("a", 1, rows(1)),
                                Mixture.Part.held("b", rows(1))));
        assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
    }

    @Test
    void textRowsBeginAtTheTextsAndPadThem() {
        Batch batch = rows(7).batch(1, 0);
        assertThat(batch.weightSum()).isCloseTo(1, within(1e-6));
        for (int row = 0; row < batch.rows(); row++) {
            int from = row * batch.length();
            assertThat(batch.tokens()[from]).isZero();
            for (int i = from; batch.weights()[i] > 0; i++) {
                assertThat(batch.targets()[i]).isEqualTo(batch.tokens()[i] + 1);
            }
            assertThat(batch.tokens()[from + batch.length() - 1]).isEqualTo(9);
        }
    }

    @Test
    void textRowsShowEachTextOnceAnEpoch() {
        TextRows source = rows(7);
        List<Integer> lengths =
                IntStream.rangeClosed(1, 5)
                        .mapToObj(step -> source.batch(step, 0))
                        .flatMap(b -> IntStream.range(0, 2).mapToObj(row -> counted(b, row)))
                        .sorted()
                        .toList();
        assertThat(lengths).containsExactly(3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    }

    private static int counted(Batch batch, int row) {
        int count = 0;
        for (int i = row * batch.length(); i < (row + 1) * batch.length(); i++) {
            count += batch.weights()[i] > 0 ? 1 : 0;
        }
        return count;
    }
}
