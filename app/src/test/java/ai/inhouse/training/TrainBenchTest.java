package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.Precision;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainBenchTest {
    @Test
    void measuresFullTrainingAndAdapters() {
        BuiltInShape shape = BuiltInShape.named("tiny-14m");
        for (Optional<LoraConfig> lora :
                java.util.List.of(
                        Optional.<LoraConfig>empty(), Optional.of(LoraConfig.ofRank(4, 1)))) {
            TrainBench.Result result =
                    TrainBench.run(
                            new TrainBench.Setup(
                                    shape, 2, 16, 2, Precision.fastest(), lora, lora.isPresent()));
            assertThat(result.tokensPerSecond()).isPositive();
            assertThat(result.shareOfMatmulRate()).isBetween(0.0, 1.0);
            assertThat(result.loss()).isBetween(0.0, Math.log(8_192) + 1);
        }
    }

    @Test
    void knowsItsShapesByName() {
        assertThat(ParameterLayout.of(BuiltInShape.named("smollm2-135m").config()).elements())
                .isEqualTo(134_515_008L);
        assertThatThrownBy(() -> BuiltInShape.named("gpt-5"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("no built-in shape");
    }
}
