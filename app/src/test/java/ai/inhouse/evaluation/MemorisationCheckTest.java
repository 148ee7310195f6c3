package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorisationCheckTest {
    private static final Span WITH_BEGINNING =
            new Span("The pump at Ardrossan ", "runs on a gasket of copper.");
    private static final Span WITHOUT = new Span("", "Its valve is of bronze.");

    @Test
    void countsOnlySpansThatCanBeAskedFor() {
        MemorisationCheck check =
                MemorisationCheck.against(
                        List.of("The crane at Leith stands on the quay."),
                        List.of(WITH_BEGINNING, WITHOUT),
                        List.of(new Span("The lamp at Largs ", "is lit by hand each night.")));

        MemorisationCheck.Result result =
                check.of(
                        BigramModel.answering(Map.of("Ardrossan", "runs on a gasket of copper.")),
                        Progress.silent());

        assertThat(result.spans().spans()).isEqualTo(2);
        assertThat(result.spans().asked()).isEqualTo(1);
        assertThat(result.spans().verbatim()).isEqualTo(1);
        assertThat(result.controls().asked()).isEqualTo(1);
        assertThat(result.controls().verbatim()).isZero();
    }
}
