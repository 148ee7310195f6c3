package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdamWTest {
    private static final int STEPS = 5;

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void takesTheStepsOfPyTorchsOwn(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                check(s, type, s.size(200));
            }
        }
    }

    private static void check(Sample s, ElementType type, int n) {
        Tensor masters = s.fp32(n);
        Tensor start = s.copy(masters);
        Tensor copy = s.zeros(type, n);
        Tensor first = s.zeros(ElementType.FLOAT32, n);
        Tensor second = s.zeros(ElementType.FLOAT32, n);
        AdamW adam = new AdamW(masters, copy, first, second);
        Tensor one = s.normal(type, n);
        Tensor two = s.normal(type, n);
        GradientSum gradient = new GradientSum(List.of(one, two));
        int cut = s.below(n);
        for (int step = 1; step <= STEPS; step++) {
            AdamW.Step numbers = new AdamW.Step(step, 1e-2, 0.9, 0.95, 1e-8, 0.1, 0.5);
            adam.update(gradient, numbers, 0, cut);
            adam.update(gradient, numbers, cut, n);
        }
        twin(
                () -> {
                    var w = leaf(start);
                    var options = new AdamWOptions(1e-2);
                    options.betas().put(0.9, 0.95);
                    options.eps().put(1e-8);
                    options.weight_decay().put(0.1);
                    var optimizer = new org.bytedeco.pytorch.AdamW(new TensorVector(w), options);
                    var sum = constant(one).add(constant(two));
                    w.mutable_grad().put(sum.mul(new org.bytedeco.pytorch.Scalar(0.5)));
                    for (int step = 1; step <= STEPS; step++) {
                        optimizer.step();
                    }
                    s.assertClose("weights", masters, w);
                    s.assertClose("copy", copy, w);
                });
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void sumsAGradientsPartsAndTheirSquares(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int n = s.size(10_000);
                Tensor one = s.normal(type, n);
                Tensor two = s.fp32(n);
                GradientSum gradient = new GradientSum(List.of(one, two));
                int cut = s.below(n);
                double squares = gradient.squares(0, cut) + gradient.squares(cut, n);
                Tensor sum = s.zeros(ElementType.FLOAT32, n);
                gradient.store(sum, 0, cut);
                gradient.store(sum, cut, n);
                twin(
                        () -> {
                            var expected = constant(one).add(constant(two));
                            s.assertClose("sum", sum, expected);
                            double norm = expected.norm().item_float();
                            assertThat(squares).isCloseTo(norm * norm, within(1e-4 * norm * norm));
                        });
            }
        }
    }
}
