package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RewardQualityTest {
    /// Margins 2, -1, 0 and 1: right, wrong, tied, right.
    private static final RewardQuality FOUR =
            new RewardQuality(
                    new double[] {2, 0, 1, 3},
                    new double[] {0, 1, 1, 2},
                    new int[] {5, 9, 4, 8},
                    new int[] {7, 3, 4, 2});

    @Test
    void countsTiesAsHalfRight() {
        assertThat(FOUR.accuracy()).isEqualTo(2.5 / 4);
        assertThat(FOUR.accuracyInterval()).isEqualTo(Interval.wilson(2.5, 4));
    }

    /// Confidences: sigmoid(2) = 0.881 right, sigmoid(1) = 0.731 once wrong and once right, 0.5
    /// tied.
    @Test
    void calibrationIsHowFarConfidenceLiesFromBeingRight() {
        double expected = (Math.abs(0.880797 - 1) + Math.abs(2 * 0.731059 - 1) + 0) / 4;
        assertThat(FOUR.calibrationError()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void saysWhetherLengthIsWhatCounts() {
        assertThat(FOUR.accuracyWhere(true)).hasValue(0.5);
        assertThat(FOUR.accuracyWhere(false)).hasValue(1);
        assertThat(FOUR.longerIsChosen()).isEqualTo(2.5 / 4);
        // numpy.corrcoef([2,0,0,1,1,1,3,2], [5,7,9,3,4,4,8,2])
        assertThat(FOUR.lengthCorrelation().orElseThrow()).isCloseTo(-0.193773, within(1e-6));
    }

    /// Differences in length -2, 6, 0 and 6 beside the margins.
    @Test
    void takesOffWhatLengthEarns() {
        double slope = FOUR.lengthSlope().orElseThrow();
        assertThat(slope).isCloseTo(-4.0 / 76, within(1e-12));
        RewardQuality left = FOUR.withoutLength(slope);
        assertThat(left.lengthSlope().orElseThrow()).isCloseTo(0, within(1e-12));
        assertThat(left.chosen()[0]).isCloseTo(2 + 5 * 4.0 / 76, within(1e-12));
    }

    @Test
    void tabulatesHowOftenItIsRightByHowSureItIs() {
        assertThat(FOUR.reliability())
                .extracting(RewardQuality.Reliability::pairs)
                .containsExactly(1, 2, 1);
        assertThat(FOUR.reliability())
                .extracting(RewardQuality.Reliability::accuracy)
                .containsExactly(0.5, 0.5, 1.0);
        assertThat(FOUR.of(new int[] {0, 3}).accuracy()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatHasNoValue() {
        RewardQuality alike =
                new RewardQuality(
                        new double[] {0.1, 0.1},
                        new double[] {0.1, 0.1},
                        new int[] {3, 3},
                        new int[] {3, 3});
        assertThat(alike.figures())
                .containsKey("pair_accuracy")
                .doesNotContainKeys(
                        "reward_length_correlation",
                        "accuracy_chosen_longer",
                        "accuracy_rejected_longer");
    }
}
