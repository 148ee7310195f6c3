package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionKernelsTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void softmaxAgreesWithAtenUnderTheCausalMask(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                softmax(s, type, s.size(3), CausalSoftmax.paddedLength(s.size(70)));
            }
        }
    }

    private static void softmax(Sample s, ElementType type, int heads, int length) {
        float scale = 0.3f;
        Tensor scores = s.normal(type, heads, length, length);
        Tensor logSum = s.zeros(ElementType.FLOAT32, heads, length);
        Tensor inverse = s.zeros(ElementType.FLOAT32, heads, length);
        Tensor forward = s.copy(scores);
        CausalSoftmax.forward(forward, scale, logSum, inverse);

        Tensor values = s.normal(type, heads, length, length);
        Tensor dOutputs = s.normal(type, heads, length, length);
        twin(
                () -> {
                    var x = leaf(scores);
                    var hidden = torch.ones(length, length).triu(1).mul(new Scalar(-1e30));
                    var p = x.mul(new Scalar(scale)).add(hidden).softmax(-1);
                    s.assertClose("softmax", type, divided(forward, inverse), Sample.floats(p));

                    // The output is p V, so that the gradient of p is dO V^T.
                    var v = constant(values);
                    var outputs = p.matmul(v);
                    RmsNormTest.backward(outputs, constant(dOutputs));
                    Tensor weights = s.copy(scores);
                    Tensor dWeights = s.zeros(type, heads, length, length);
                    Tensor delta = s.zeros(ElementType.FLOAT32, heads, length);
                    var dP = constant(dOutputs).matmul(v.transpose(-1, -2));
                    fill(dWeights, Sample.floats(dP));
                    fill(delta, Sample.floats(outputs.mul(constant(dOutputs)).sum(-1L)));
                    CausalSoftmax.backward(weights, dWeights, scale, logSum, delta);
                    s.assertClose("recomputed softmax", weights, p);
                    s.assertClose(
                            "scores' gradient",
                            type,
                            Sample.floats(dWeights),
                            Sample.floats(x.grad()),
                            scale * Sample.largest(Sample.floats(dP)));
                });
    }

    private static float[] divided(Tensor exponentials, Tensor inverse) {
        float[] values = Sample.floats(exponentials);
        float[] factors = Sample.floats(inverse);
        int width = exponentials.width();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i / width];
        }
        return values;
    }

    private static void fill(Tensor tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            tensor.storage().set(tensor.address(), i, values[i]);
        }
    }

    @Test
    void softmaxRefusesALengthThatIsNotPadded() {
        try (Sample s = new Sample(0)) {
            Tensor scores = s.fp32(1, Lanes.COUNT + 1, Lanes.COUNT + 1);
            Tensor rows = s.fp32(1, Lanes.COUNT + 1);
            assertThatThrownBy(() -> CausalSoftmax.forward(scores, 1, rows, rows))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no multiple of");
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void headsAreSplitRotatedAndJoinedAsAtenDoes(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int keyHeads = s.size(3);
                Shape shape =
                        new Shape(
                                s.size(3),
                                s.size(9),
                                keyHeads * s.size(3),
                                keyHeads,
                                2 * s.size(20));
                rotate(s, type, shape);
                merge(s, type, shape);
            }
        }
    }

    private record Shape(int b, int t, int h, int kv, int size) {}

    private static void rotate(Sample s, ElementType type, Shape c) {
        float[] frequencies = new float[c.size() / 2];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = 1f / (1 + j);
        }
        Rotary rotary = new Rotary(s.memory(), frequencies, c.t());
        Tensor qkv = s.normal(type, c.b(), c.t(), (c.h() + 2L * c.kv()) * c.size());
        Tensor q = s.zeros(type, c.b(), c.h(), c.t(), c.size());
        Tensor k = s.zeros(type, c.b(), c.kv(), c.t(), c.size());
        Tensor v = s.zeros(type, c.b(), c.kv(), c.t(), c.size());
        Heads.split(qkv, rotary, q, k, v);

        Tensor dQ = s.normal(type, c.b(), c.h(), c.t(), c.size());
        Tensor dK = s.normal(type, c.b(), c.kv(), c.t(), c.size());
        Tensor dV = s.normal(type, c.b(), c.kv(), c.t(), c.size());
        Tensor dQkv = s.zeros(type, c.b(), c.t(), qkv.width());
        Heads.join(dQ, dK, dV, rotary, dQkv);

        twin(
                () -> {
                    var x = leaf(qkv);
                    var heads = x.view(c.b(), c.t(), c.h() + 2L * c.kv(), c.size()).transpose(1, 2);
                    var angles = angles(frequencies, c.t());
                    var q0 = turned(heads.narrow(1, 0, c.h()), angles, c.size());
                    var k0 = turned(heads.narrow(1, c.h(), c.kv()), angles, c.size());
                    var v0 = heads.narrow(1, c.h() + (long) c.kv(), c.kv());
                    s.assertClose("queries", q, q0);
                    s.assertClose("keys", k, k0);
                    s.assertClose("values", v, v0);
                    var loss =
                            q0.mul(constant(dQ))
                                    .sum()
                                    .add(k0.mul(constant(dK)).sum())
                                    .add(v0.mul(constant(dV)).sum());
                    loss.backward();
                    s.assertClose("gradient", dQkv, x.grad());
                });
    }

    private static org.bytedeco.pytorch.Tensor angles(float[] frequencies, int length) {
        var table = torch.zeros(length, frequencies.length);
        float[] values = new float[length * frequencies.length];
        for (int i = 0; i < values.length; i++) {
            int position = i / frequencies.length;
            values[i] = position * frequencies[i % frequencies.length];
        }
        table.data_ptr_float().put(values);
        return table;
    }

    private static org.bytedeco.pytorch.Tensor turned(
            org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor angles, int size) {
        long half = size / 2;
        var a = x.narrow(3, 0, half);
        var b = x.narrow(3, half, half);
        var first = a.mul(angles.cos()).sub(b.mul(angles.sin()));
        var second = b.mul(angles.cos()).add(a.mul(angles.sin()));
        return torch.cat(new org.bytedeco.pytorch.TensorVector(first, second), 3);
    }

    private static void merge(Sample s, ElementType type, Shape c) {
        Tensor outputs = s.normal(type, c.b(), c.h(), c.t(), c.size());
        Tensor inverse = s.fp32(c.b(), c.h(), c.t());
        Tensor rows = s.zeros(type, c.b(), c.t(), (long) c.h() * c.size());
        Heads.merge(outputs, inverse, rows);

        Tensor dRows = s.normal(type, c.b(), c.t(), (long) c.h() * c.size());
        Tensor dOutputs = s.zeros(type, c.b(), c.h(), c.t(), c.size());
        Tensor delta = s.zeros(ElementType.FLOAT32, c.b(), c.h(), c.t());
        Heads.unmerge(dRows, rows, dOutputs, delta);

        twin(
                () -> {
                    var divided = constant(outputs).mul(constant(inverse).unsqueeze(-1));
                    s.assertClose("rows", rows, divided.transpose(1, 2).contiguous());
                    var split = constant(dRows).view(c.b(), c.t(), c.h(), c.size()).transpose(1, 2);
                    var kept = constant(rows).view(c.b(), c.t(), c.h(), c.size()).transpose(1, 2);
                    s.assertClose("outputs' gradient", dOutputs, split);
                    s.assertClose("delta", delta, split.mul(kept).sum(-1L));
                });
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void headNormAgreesWithAtenForwardAndBackward(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                headNorm(s, type, s.size(5), new HeadNorm.Layout(s.size(4), s.size(3), s.size(40)));
            }
        }
    }

    private static void headNorm(Sample s, ElementType type, int n, HeadNorm.Layout c) {
        Tensor qkv = s.normal(type, n, c.width());
        Tensor qWeight = s.fp32(c.size());
        Tensor kWeight = s.fp32(c.size());
        Tensor normed = s.zeros(type, n, c.width());
        Tensor inverse = s.zeros(ElementType.FLOAT32, n, c.normed());
        HeadNorm.forward(qkv, c, qWeight, kWeight, 1e-5, normed, inverse);

        Tensor dNormed = s.normal(type, n, c.width());
        Tensor dQkv = s.copy(dNormed);
        Tensor dQ = s.zeros(ElementType.FLOAT32, c.size());
        Tensor dK = s.zeros(ElementType.FLOAT32, c.size());
        HeadNorm.backward(qkv, c, qWeight, kWeight, inverse, dQkv, dQ, dK);

        twin(
                () -> {
                    var x = leaf(qkv);
                    var wq = leaf(qWeight);
                    var wk = leaf(kWeight);
                    var heads = x.view(n, c.queries() + 2L * c.keys(), c.size());
                    var q = heads.narrow(1, 0, c.queries());
                    var k = heads.narrow(1, c.queries(), c.keys());
                    var v = heads.narrow(1, c.normed(), c.keys());
                    var y =
                            torch.cat(
                                            new org.bytedeco.pytorch.TensorVector(
                                                    q.mul(RmsNormTest.inverseRoot(q)).mul(wq),
                                                    k.mul(RmsNormTest.inverseRoot(k)).mul(wk),
                                                    v),
                                            1)
                                    .view(n, c.width());
                    RmsNormTest.backward(y, constant(dNormed));
                    s.assertClose("normed", normed, y);
                    s.assertClose("gradient", dQkv, x.grad());
                    s.assertClose("query weight's gradient", dQ, wq.grad());
                    s.assertClose("key weight's gradient", dK, wk.grad());
                });
    }
}
