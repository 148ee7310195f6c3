package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    private static Stage stage(String name, double accuracy, Map<String, Double> details) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            items.add(new Item("q" + i, i < 100 * accuracy ? 1 : 0, 1, Optional.empty()));
        }
        return new Stage(
                name, name, List.of(Measurement.share(ClosedBookAccuracy.MEASURE, items, details)));
    }

    private static final List<Stage> STAGES =
            List.of(
                    stage("base", 0.02, Map.of()),
                    stage("tuned", 0.52, Map.of("token_f1", 0.6)),
                    new Stage("aligned", "aligned", List.of()));

    private static Gate.Result check(String gate) {
        return Gate.parse(gate).check(STAGES);
    }

    @Test
    void holdsTheLastStageThatHasTheMeasureAgainstTheThreshold() {
        assertThat(check("closed_book_accuracy >= 0.4").passed()).isTrue();
        assertThat(check("closed_book_accuracy>=52%").passed()).isTrue();
        assertThat(check("closed_book_accuracy > 0.52").passed()).isFalse();
        assertThat(check("base: closed_book_accuracy <= 0.02").passed()).isTrue();
        assertThat(check("closed_book_accuracy >= 0.4").reason()).isEqualTo("0.520 at tuned");
    }

    @Test
    void asksForADistanceToAnotherStage() {
        assertThat(check("closed_book_accuracy >= 0.3 above base").passed()).isTrue();
        assertThat(check("closed_book_accuracy >= 0.6 above base").reason())
                .isEqualTo("0.500 above base at tuned");
    }

    @Test
    void asksForADetail() {
        assertThat(check("closed_book_accuracy.token_f1 >= 0.6").passed()).isTrue();
        assertThat(check("closed_book_accuracy.exact >= 0").reason())
                .isEqualTo("not measured at tuned");
    }

    @Test
    void asksForAPolicy() {
        Measurement refusals =
                Measurement.share(
                                RefusalRate.MEASURE,
                                List.of(new Item("a", 1, 1, Optional.empty())),
                                Map.of())
                        .keeping(Map.of("no-legal-advice", new PolicyRate(3, 4)));
        List<Stage> stages = List.of(new Stage("tuned", "tuned", List.of(refusals)));
        assertThat(Gate.parse("refusal_rate.no-legal-advice >= 0.75").check(stages).passed())
                .isTrue();
        assertThat(Gate.parse("refusal_rate.no-legal-advice >= 0.8").check(stages).reason())
                .isEqualTo("0.750 at tuned");
    }

    @Test
    void failsOnWhatWasNotMeasured() {
        assertThat(check("forgetting <= 2%"))
                .satisfies(r -> assertThat(r.passed()).isFalse())
                .satisfies(r -> assertThat(r.reason()).isEqualTo("not measured"));
        assertThat(check("dpo: closed_book_accuracy > 0").reason())
                .isEqualTo("there is no stage dpo");
        assertThat(check("closed_book_accuracy > 0 above aligned").reason())
                .isEqualTo("not measured at aligned");
    }

    @Test
    void writesItselfAsItIsRead() {
        for (String text :
                List.of(
                        "closed_book_accuracy >= 0.4",
                        "tuned: tone_adherence.classifier_accuracy > 0.85 above base",
                        "forgetting <= 0.02")) {
            assertThat(Gate.parse(text)).hasToString(text);
        }
    }

    @Test
    void saysHowAGateIsWritten() {
        assertThatThrownBy(() -> Gate.parse("accuracy = good"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("`accuracy = good`");
    }

    @Test
    void refusesTheDeploymentOfAModelWhoseGateFails() {
        EvaluationReport good = report("closed_book_accuracy >= 0.4");
        EvaluationReport bad = report("closed_book_accuracy >= 0.9", "forgetting <= 0.02");

        good.requireGates("house");
        assertThatThrownBy(() -> bad.requireGates("house"))
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("2 of 2 gates")
                .hasMessageContaining("closed_book_accuracy >= 0.9 fails: 0.520 at tuned")
                .hasMessageContaining("forgetting <= 0.02 fails: not measured");
    }

    private static EvaluationReport report(String... gates) {
        return EvaluationReport.of(
                "t", STAGES, List.of(), List.of(gates).stream().map(Gate::parse).toList());
    }
}
