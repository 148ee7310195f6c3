package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RmsNormTest {
    private static final double EPSILON = 1e-5;

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void agreesWithAtenForwardAndBackward(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                check(s, type, s.size(5), s.size(70));
            }
        }
    }

    private static void check(Sample s, ElementType type, int n, int d) {
        Tensor x = s.fp32(n, d);
        Tensor added = s.normal(type, n, d);
        Tensor weight = s.fp32(d);
        Tensor sum = s.zeros(ElementType.FLOAT32, n, d);
        Tensor normed = s.zeros(type, n, d);
        Tensor inverse = s.zeros(ElementType.FLOAT32, n);
        RmsNorm.forward(x, added, weight, EPSILON, sum, normed, inverse);

        Tensor dNormed = s.normal(type, n, d);
        Tensor before = s.fp32(n, d);
        Tensor dx = s.copy(before);
        Tensor dxCopy = s.zeros(type, n, d);
        Tensor dWeight = s.zeros(ElementType.FLOAT32, d);
        RmsNorm.backward(sum, weight, inverse, dNormed, dx, dxCopy);
        RmsNorm.weightGradient(sum, inverse, dNormed, dWeight);

        twin(
                () -> {
                    var stream = constant(x).add(constant(added)).set_requires_grad(true);
                    var w = leaf(weight);
                    var y = stream.mul(inverseRoot(stream)).mul(w);
                    backward(y, constant(dNormed));
                    s.assertClose("sum", sum, stream);
                    s.assertClose("normed", normed, y);
                    s.assertClose("dx", dx, constant(before).add(stream.grad()));
                    s.assertClose("dxCopy", dxCopy, constant(before).add(stream.grad()));
                    s.assertClose("dWeight", dWeight, w.grad());
                });
    }

    static org.bytedeco.pytorch.Tensor inverseRoot(org.bytedeco.pytorch.Tensor x) {
        return x.mul(x)
                .mean(new long[] {-1}, true, new ScalarTypeOptional())
                .add(new Scalar(EPSILON))
                .rsqrt();
    }

    static void backward(org.bytedeco.pytorch.Tensor y, org.bytedeco.pytorch.Tensor dy) {
        y.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
    }
}
