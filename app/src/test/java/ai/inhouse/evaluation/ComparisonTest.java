package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Measure ACCURACY = ClosedBookAccuracy.MEASURE;

    /// One item a character: `1` is right, `0` wrong.
    private static Measurement answers(Measure measure, String rights) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < rights.length(); i++) {
            items.add(new Item("q" + i, rights.charAt(i) - '0', 1, Optional.empty()));
        }
        return Measurement.share(measure, items, Map.of());
    }

    private static Comparison compare(Measure measure, String before, String after) {
        return Comparison.of("base", answers(measure, before), "tuned", answers(measure, after));
    }

    @Test
    void showsAGainThatIsThere() {
        Comparison comparison = compare(ACCURACY, "0".repeat(18) + "11", "1".repeat(14) + "000011");

        assertThat(comparison.difference()).isCloseTo(0.7, within(1e-12));
        assertThat(comparison.interval().orElseThrow().low()).isPositive();
        assertThat(comparison.wins()).isEqualTo(14);
        assertThat(comparison.losses()).isZero();
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.BETTER);
        assertThat(comparison.neededCases()).isEmpty();
    }

    @Test
    void callsMoreWorseWhereLessIsBetter() {
        Comparison comparison = compare(OverRefusal.MEASURE, "0".repeat(20), "1".repeat(20));
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.WORSE);
        assertThat(comparison.losses()).isEqualTo(20);
    }

    @Test
    void doesNotBelieveADifferenceOfFewCases() {
        Comparison comparison = compare(ACCURACY, "00000", "11111");
        assertThat(comparison.signTest()).isCloseTo(0.0625, within(1e-12));
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.NOT_SHOWN);
    }

    @Test
    void letsTheSignTestDecideWhereFewCasesDiffer() {
        Measurement before = texts(1.4, 1.3, 1.3, 1.4, 1.2, 1.2, 1.2);
        Measurement after = texts(1.0, 0.9, 0.9, 1.0, 1.21, 1.21, 1.21);

        Comparison comparison = Comparison.of("base", before, "tuned", after);

        assertThat(comparison.interval().orElseThrow().contains(0)).isFalse();
        assertThat(comparison.signTest()).isEqualTo(1);
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.NOT_SHOWN);
    }

    private static Measurement texts(double... bits) {
        List<Item> items = new ArrayList<>();
        for (double value : bits) {
            items.add(new Item("text " + items.size(), value, 1, Optional.empty()));
        }
        return Measurement.mean(BitsPerByte.MEASURE, items, Map.of());
    }

    @Test
    void saysHowManyCasesWouldShowASmallDifference() {
        Comparison comparison =
                compare(
                        ACCURACY,
                        "0".repeat(50) + "1".repeat(50),
                        "1110000000".repeat(5) + "1".repeat(40) + "0".repeat(10));
        assertThat(comparison.difference()).isCloseTo(0.05, within(1e-12));
        assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.NOT_SHOWN);
        // n = (1.96 + 0.84)^2 * variance / difference^2 with variance 0.25 - 0.0025
        assertThat(comparison.neededCases().orElseThrow()).isBetween(720, 840);
    }

    @Test
    void agreesWithTheBinomialDistribution() {
        assertThat(Comparison.signTest(0, 0)).isEqualTo(1);
        assertThat(Comparison.signTest(8, 2)).isCloseTo(0.109375, within(1e-12));
        assertThat(Comparison.signTest(1, 9)).isCloseTo(0.021484375, within(1e-12));
        assertThat(Comparison.signTest(5, 5)).isEqualTo(1);
    }

    @Test
    void comparesOnlyCasesThatBothWereGiven() {
        Comparison comparison = compare(ACCURACY, "00", "0111111");
        assertThat(comparison.n()).isEqualTo(2);
        assertThat(comparison.difference()).isEqualTo(0.5);
    }

    @Test
    void refusesDifferentMeasures() {
        assertThatThrownBy(
                        () ->
                                Comparison.of(
                                        "a",
                                        answers(ACCURACY, "01"),
                                        "b",
                                        answers(OverRefusal.MEASURE, "01")))
                .hasMessageContaining("over_refusal");
    }
}
