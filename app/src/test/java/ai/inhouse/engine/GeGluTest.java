package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeGluTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void agreesWithAtenForwardAndBackward(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                check(s, type, s.size(5), s.size(70));
            }
        }
    }

    private static void check(Sample s, ElementType type, int n, int f) {
        Tensor gateUp = s.normal(type, n, 2L * f);
        Tensor activation = s.zeros(type, n, f);
        GeGlu.forward(gateUp, activation);

        Tensor dActivation = s.normal(type, n, f);
        Tensor recomputed = s.zeros(type, n, f);
        Tensor gradient = s.copy(gateUp);
        GeGlu.backward(gradient, dActivation, recomputed, s.zeros(ElementType.FLOAT32, f));

        twin(
                () -> {
                    var gu = leaf(gateUp);
                    var a = torch.gelu(gu.narrow(1, 0, f), "tanh").mul(gu.narrow(1, f, f));
                    RmsNormTest.backward(a, constant(dActivation));
                    s.assertClose("activation", activation, a);
                    s.assertClose("recomputed activation", recomputed, a);
                    s.assertClose("gradient", gradient, gu.grad());
                });
    }
}
