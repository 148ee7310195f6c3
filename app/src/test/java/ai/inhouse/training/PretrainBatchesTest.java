package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.TokenRun;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PretrainBatchesTest {
    private static final PretrainBatches.Shape SHAPE = new PretrainBatches.Shape(2, 3, 10);

    /// The id at each place is the place.
    private record Counting(int count) implements TokenRun {
        @Override
        public long size() {
            return count;
        }

        @Override
        public void read(long from, int[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = (int) from + i;
            }
        }

        @Override
        public Hash fingerprint() {
            return Hash.of("counting to " + count);
        }
    }

    @Test
    void aBatchDependsOnNothingButItsStep() {
        PretrainBatches source = new PretrainBatches(new Counting(1000), SHAPE, 1);
        Batch once = source.batch(40, 1);
        source.batch(1, 0);
        assertThat(source.batch(40, 1).tokens()).containsExactly(once.tokens());
        assertThat(source.batch(40, 0).tokens()).isNotEqualTo(once.tokens());
    }

    @Test
    void targetsAreTheNextTokensAndWeightsSumToOneOverAStep() {
        PretrainBatches source = new PretrainBatches(new Counting(1000), SHAPE, 1);
        Batch batch = source.batch(2, 0);
        assertThat(batch.targets())
                .containsExactly(IntStream.of(batch.tokens()).map(id -> id + 1).toArray());
        assertThat(batch.weightSum() + source.batch(2, 1).weightSum())
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
    }

    /// As the ids count up, the boundary is the position of the same number.
    @Test
    void documentsOfARowAreKeptApart() {
        PretrainBatches.Shape shape = new PretrainBatches.Shape(1, 8, 10);
        PretrainBatches source =
                new PretrainBatches(new Counting(91), shape, 1, OptionalInt.of(44));
        Batch batch = source.batch(1, 0);
        int at = IntStream.range(0, 80).filter(i -> batch.tokens()[i] == 44).findFirst().getAsInt();
        for (int i = 0; i < 80; i++) {
            boolean after = i >= at && i / 10 == at / 10;
            assertThat(batch.documentStarts()[i]).isEqualTo(after ? at % 10 : 0);
        }
        assertThat(source.fingerprint())
                .isNotEqualTo(new PretrainBatches(new Counting(91), shape, 1).fingerprint());
    }

    @Test
    void eachEpochSeesEachWindowOnceAtANewCut() {
        // 99 windows of 10 and their last target fit into 1001 tokens with a cut of 0 to 10.
        PretrainBatches source =
                new PretrainBatches(new Counting(1001), new PretrainBatches.Shape(1, 1, 10), 1);
        int[] cuts = new int[3];
        for (int epoch = 0; epoch < 3; epoch++) {
            BitSet seen = new BitSet();
            for (int i = 0; i < 99; i++) {
                seen.set(source.batch(epoch * 99 + i + 1, 0).tokens()[0]);
            }
            assertThat(seen.cardinality()).isEqualTo(99);
            cuts[epoch] = seen.nextSetBit(0);
            assertThat(seen.stream().allMatch(start -> start % 10 == seen.nextSetBit(0) % 10))
                    .isTrue();
        }
        assertThat(cuts[0] == cuts[1] && cuts[1] == cuts[2]).isFalse();
    }

    @Test
    void oneWindowIsEnoughButNotLess() {
        PretrainBatches source = new PretrainBatches(new Counting(11), SHAPE, 1);
        assertThat(source.batch(5, 1).tokens()).hasSize(30).startsWith(0, 1, 2);
        assertThatThrownBy(() -> new PretrainBatches(new Counting(10), SHAPE, 1))
                .hasMessageContaining("do not fill");
    }
}
