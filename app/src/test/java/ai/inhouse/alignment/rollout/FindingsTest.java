package ai.inhouse.alignment.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final double[] NONE = {};

    @Test
    void saysWhenLengthIsWhatEarnsAndWhenTheModelIsFar() {
        double[] near = line(0.1, 0);
        double[] grown = line(20, 3);
        double[] steady = line(20, 0);
        double[] together = line(0.5, 0);
        assertThat(sentences(near, grown, together))
                .singleElement()
                .asString()
                .contains("grew from 25 to 73 tokens");
        assertThat(sentences(near, steady, together)).isEmpty();
        assertThat(sentences(near, grown, new double[20])).isEmpty();
        assertThat(sentences(grown, steady, together))
                .singleElement()
                .asString()
                .contains("from its reference");
    }

    @Test
    void saysWhenWhatIsNotLearnedFallsWhileTheRewardRises() {
        double[] rising = line(0, 0.1);
        double[] fell = {0.2, 0.6, 0.5, 0.3};
        double[] held = {0.2, 0.6, 0.62, 0.61};
        assertThat(optimized(rising, held, fell))
                .singleElement()
                .asString()
                .contains("rose from 0.15 to 1.75 while the gold reward fell")
                .contains("best of 0.60 to 0.30");
        assertThat(optimized(rising, fell, NONE))
                .singleElement()
                .asString()
                .contains("the reward on held-out prompts fell");
        assertThat(optimized(rising, held, held)).isEmpty();
        assertThat(optimized(line(1, -0.01), fell, fell)).isEmpty();
        assertThat(optimized(rising, new double[] {0.9, 0.1}, NONE)).isEmpty();
    }

    private static List<String> sentences(double[] kl, double[] tokens, double[] correlation) {
        return new Findings(kl, tokens, correlation, new double[20], NONE, NONE).sentences();
    }

    private static List<String> optimized(double[] reward, double[] heldOut, double[] gold) {
        double[] none = new double[20];
        return new Findings(none, none, none, reward, heldOut, gold).sentences();
    }

    private static double[] line(double from, double slope) {
        double[] values = new double[20];
        Arrays.setAll(values, i -> from + slope * i);
        return values;
    }
}
