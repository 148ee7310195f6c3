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
    void attentionOverTilesAgreesWithAtenOverWholeRows(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int block = AttentionTile.paddedLength(s.size(40));
                tiles(s, type, new Tiles(s, s.size(2), s.size(3), block, s.size(3), 2 * s.size(9)));
            }
        }
    }

    /// The last of `tiles` blocks of queries against all blocks of keys, in documents that start at
    /// random places.
    private record Tiles(int keyHeads, int group, int block, int tiles, int size, int[] starts) {
        Tiles(Sample s, int keyHeads, int group, int block, int tiles, int size) {
            this(keyHeads, group, block, tiles, size, new int[block]);
            int before = (tiles - 1) * block;
            int start = s.below(before + 1);
            for (int t = 0; t < block; t++) {
                start = s.below(10) == 0 ? before + t : start;
                starts[t] = start;
            }
        }

        int heads() {
            return keyHeads * group;
        }

        AttentionMask mask(int j) {
            boolean diagonal = j == tiles - 1;
            return new AttentionMask(diagonal, block, j * block, heads(), starts, 0);
        }

        /// -1e30 where a query does not see a key: `[block, tiles * block]`
        org.bytedeco.pytorch.Tensor hidden() {
            var hidden = torch.zeros(block, (long) tiles * block);
            float[] values = new float[block * tiles * block];
            for (int i = 0; i < values.length; i++) {
                int query = i / (tiles * block);
                int key = i % (tiles * block);
                boolean seen = key >= starts[query] && key <= (tiles - 1) * block + query;
                values[i] = seen ? 0 : -1e30f;
            }
            hidden.data_ptr_float().put(values);
            return hidden;
        }
    }

    private static void tiles(Sample s, ElementType type, Tiles c) {
        float scale = 0.3f;
        Tensor[] scores = new Tensor[c.tiles()];
        Tensor[] values = new Tensor[c.tiles()];
        Tensor outputs = s.zeros(ElementType.FLOAT32, c.heads(), c.block(), c.size());
        Tensor product = s.zeros(type, c.heads(), c.block(), c.size());
        Tensor logSum = s.zeros(ElementType.FLOAT32, c.heads(), c.block());
        Tensor inverse = s.zeros(ElementType.FLOAT32, c.heads(), c.block());
        var running = new RunningSoftmax(s.copy(logSum), s.copy(logSum), s.copy(logSum));
        running.begin();
        for (int j = 0; j < c.tiles(); j++) {
            scores[j] = s.normal(type, c.heads(), c.block(), c.block());
            values[j] = s.normal(type, c.heads(), c.block(), c.size());
            Tensor tile = s.copy(scores[j]);
            AttentionTile.forward(tile, c.mask(j), scale, running);
            Matmul.bmm(product, tile, values[j]);
            AttentionTile.accumulate(product, running, outputs, j == 0);
        }
        running.end(logSum, inverse);
        Tensor dOutputs = s.normal(type, c.heads(), c.block(), c.size());
        twin(
                () -> {
                    var x = concatenated(scores, 2).set_requires_grad(true);
                    var masked = x.mul(new Scalar(scale)).add(c.hidden());
                    var p = masked.softmax(-1);
                    var v = concatenated(values, 1);
                    var expected = p.matmul(v);
                    float[] divided = scaled(outputs, inverse);
                    s.assertClose("outputs", type, divided, Sample.floats(expected), 4);
                    var log2 = masked.logsumexp(2).div(new Scalar(Math.log(2)));
                    s.assertClose("logarithm of the sum", logSum, log2);

                    RmsNormTest.backward(expected, constant(dOutputs));
                    Tensor delta = s.zeros(ElementType.FLOAT32, c.heads(), c.block());
                    fill(delta, Sample.floats(expected.mul(constant(dOutputs)).sum(-1L)));
                    float magnitude = 0;
                    for (int j = 0; j < c.tiles(); j++) {
                        Tensor dp = s.zeros(type, c.heads(), c.block(), c.block());
                        Matmul.bmm(dp, dOutputs, values[j].transposed());
                        magnitude = (float) Sample.largest(Sample.floats(dp)) * scale;
                        Tensor weights = keysFirst(s, c, scores[j]);
                        Tensor ds = keysFirst(s, c, dp);
                        AttentionTile.backward(weights, ds, c.mask(j), scale, logSum, delta);
                        long from = (long) j * c.block();
                        var softmax = keysFirst(c, p.narrow(2, from, c.block()));
                        s.assertClose("softmax", weights, softmax);
                        var gradient = keysFirst(c, x.grad().narrow(2, from, c.block()));
                        s.assertClose(
                                "scores' gradient",
                                type,
                                Sample.floats(ds),
                                Sample.floats(gradient),
                                magnitude);
                    }
                });
    }

    /// `[KV, G * P, P]` with its last two dimensions swapped in memory.
    private static Tensor keysFirst(Sample s, Tiles c, Tensor tile) {
        int queries = c.group() * c.block();
        Tensor swapped = s.zeros(tile.type(), c.keyHeads(), c.block(), queries);
        fill(swapped, Sample.floats(keysFirst(c, constant(tile))));
        return swapped;
    }

    private static org.bytedeco.pytorch.Tensor keysFirst(
            Tiles c, org.bytedeco.pytorch.Tensor tile) {
        long queries = (long) c.group() * c.block();
        return tile.contiguous()
                .view(c.keyHeads(), queries, c.block())
                .transpose(1, 2)
                .contiguous();
    }

    private static org.bytedeco.pytorch.Tensor concatenated(Tensor[] parts, long dimension) {
        var vector = new org.bytedeco.pytorch.TensorVector();
        for (Tensor part : parts) {
            vector.push_back(constant(part));
        }
        return torch.cat(vector, dimension);
    }

    private static float[] scaled(Tensor rows, Tensor factors) {
        float[] values = Sample.floats(rows);
        float[] perRow = Sample.floats(factors);
        for (int i = 0; i < values.length; i++) {
            values[i] *= perRow[i / rows.width()];
        }
        return values;
    }

    private static void fill(Tensor tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            tensor.storage().set(tensor.address(), i, values[i]);
        }
    }

    @Test
    void aTileIsAWholeNumberOfVectorsWide() {
        try (Sample s = new Sample(0)) {
            Tensor scores = s.fp32(1, Lanes.COUNT + 1, Lanes.COUNT + 1);
            Tensor rows = s.fp32(1, Lanes.COUNT + 1);
            var mask = new AttentionMask(true, Lanes.COUNT + 1, 0, 1, new int[Lanes.COUNT + 1], 0);
            var running = new RunningSoftmax(rows, rows, rows);
            assertThatThrownBy(() -> AttentionTile.forward(scores, mask, 1, running))
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
        int positions = 2 * c.t();
        Rotary rotary = new Rotary(s.memory(), frequencies, positions);
        int[] at = new int[c.b() * c.t()];
        for (int i = 0; i < at.length; i++) {
            at[i] = s.below(positions);
        }
        Tensor qkv = s.normal(type, c.b(), c.t(), (c.h() + 2L * c.kv()) * c.size());
        Tensor q = s.zeros(type, c.b(), c.h(), c.t(), c.size());
        Tensor k = s.zeros(type, c.b(), c.kv(), c.t(), c.size());
        Tensor v = s.zeros(type, c.b(), c.kv(), c.t(), c.size());
        Heads.split(qkv, rotary, at, q, k, v);

        Tensor dQ = s.normal(type, c.b(), c.h(), c.t(), c.size());
        Tensor dK = s.normal(type, c.b(), c.kv(), c.t(), c.size());
        Tensor dV = s.normal(type, c.b(), c.kv(), c.t(), c.size());
        Tensor dQkv = s.zeros(type, c.b(), c.t(), qkv.width());
        Heads.join(dQ, dK, dV, rotary, at, dQkv);

        twin(
                () -> {
                    var x = leaf(qkv);
                    var heads = x.view(c.b(), c.t(), c.h() + 2L * c.kv(), c.size()).transpose(1, 2);
                    var angles = angles(frequencies, at).view(c.b(), 1, c.t(), -1);
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

    private static org.bytedeco.pytorch.Tensor angles(float[] frequencies, int[] at) {
        var table = torch.zeros(at.length, frequencies.length);
        float[] values = new float[at.length * frequencies.length];
        for (int i = 0; i < values.length; i++) {
            int position = at[i / frequencies.length];
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
