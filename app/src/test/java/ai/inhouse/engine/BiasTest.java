package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.twin;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BiasTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void agreesWithAtenForwardAndBackward(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int n = s.size(6);
                int width = s.size(70);
                Tensor rows = s.normal(type, n, width);
                Tensor before = s.copy(rows);
                Tensor bias = s.fp32(width);
                Bias.add(rows, bias);
                Tensor gradient = s.zeros(ElementType.FLOAT32, width);
                Bias.gradient(before, gradient);
                twin(
                        () -> {
                            s.assertClose("rows", rows, constant(before).add(constant(bias)));
                            s.assertClose("gradient", gradient, constant(before).sum(0L));
                        });
            }
        }
    }
}
