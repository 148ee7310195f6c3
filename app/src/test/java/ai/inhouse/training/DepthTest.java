package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import org.junit.jupiter.api.Test;

final class DepthTest {
    @Test
    void depthFourIsAFewMillionParameters() {
        Depth depth = new Depth(4);
        ModelConfig config = depth.config(4096);
        assertThat(config.hiddenSize()).isEqualTo(256);
        assertThat(config.heads() * config.headSize()).isEqualTo(256);
        assertThat(config.intermediateSize()).isEqualTo(704);
        assertThat(ParameterLayout.of(config).elements()).isBetween(3_000_000L, 5_000_000L);
        assertThat(depth.batch().tokensPerStep()).isEqualTo(2048);
    }

    @Test
    void aDeeperModelIsWiderAndLearnsMoreSlowly() {
        Depth six = new Depth(6);
        assertThat(six.config(4096).hiddenSize()).isEqualTo(384);
        assertThat(six.peakLearningRate()).isLessThan(new Depth(4).peakLearningRate());
        assertThat(six.config(4096).maxLength()).isEqualTo(six.batch().length());
    }

    @Test
    void littleTextLimitsTheTokenBudget() {
        assertThat(new Depth(4).tokenBudget(1_000_000, 100_000)).isEqualTo(3_200_000);
        assertThat(new Depth(4).tokenBudget(1_000_000, 100_000_000)).isEqualTo(20_000_000);
    }

    @Test
    void saysWhichDepthsArePossible() {
        assertThatThrownBy(() -> new Depth(1)).hasMessageContaining("from 2 to 32");
    }
}
