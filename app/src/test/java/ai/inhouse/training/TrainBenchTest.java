package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Recompute;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainBenchTest {
    @Test
    void measuresFullTrainingAndAdapters() {
        BuiltInShape shape = BuiltInShape.named("tiny-14m");
        for (Optional<LoraConfig> lora :
                List.of(Optional.<LoraConfig>empty(), Optional.of(LoraConfig.ofRank(4, 1)))) {
            TrainBench.Run run =
                    TrainBench.run(
                            new TrainBench.Setup(
                                    shape,
                                    2,
                                    16,
                                    4,
                                    2,
                                    Precision.fastest(),
                                    lora,
                                    lora.isPresent(),
                                    Recompute.AUTO,
                                    true));
            TrainBench.Result result = run.result();
            Profile profile = run.profile().orElseThrow();
            assertThat(profile.operations().stream().mapToDouble(Profile.Operation::share).sum())
                    .isBetween(0.9, 1.1);
            assertThat(FlamePage.of("a < b", List.of("b & c"), profile, 100))
                    .contains("<title>a &lt; b</title>", "<p>b &amp; c</p>", "Matmul.mm")
                    .doesNotContain("NaN", "style=", "<script");
            assertThat(profile.parts()).extracting(Profile.Share::part).contains("matrix products");
            assertThat(profile.parts().stream().mapToDouble(Profile.Share::share).sum())
                    .isBetween(0.9, 1.1);
            assertThat(profile.products())
                    .anySatisfy(
                            product -> {
                                assertThat(product.shape()).matches("16 x 384 x \\d+ [A-Z0-9]+");
                                assertThat(product.gigaflops()).isPositive();
                            });
            assertThat(profile.flame().name()).isEqualTo("step");
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
