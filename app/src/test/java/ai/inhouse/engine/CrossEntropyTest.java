package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrossEntropyTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void agreesWithAtenForwardAndBackward(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                check(s, type, s.size(6), s.size(90));
            }
        }
    }

    private static void check(Sample s, ElementType type, int n, int vocabulary) {
        int unused = 2;
        Tensor logits = s.normal(type, n + unused, vocabulary);
        int offset = 3;
        int[] targets = new int[offset + n];
        float[] weights = new float[offset + n];
        for (int i = offset; i < targets.length; i++) {
            targets[i] = s.below(vocabulary);
            weights[i] = 0.25f * (s.below(9) - 4);
        }
        float[] logProbabilities = new float[offset + n];
        CrossEntropy.logProbabilities(logits, n, targets, offset, logProbabilities);
        Tensor gradient = s.copy(logits);
        double loss = CrossEntropy.lossAndGradient(gradient, n, targets, weights, offset);

        twin(
                () -> {
                    var x = leaf(logits);
                    var logP = torch.log_softmax(x, 1);
                    var chosen = torch.zeros(n + unused, vocabulary);
                    float[] mask = new float[(n + unused) * vocabulary];
                    for (int i = 0; i < n; i++) {
                        mask[i * vocabulary + targets[offset + i]] = -weights[offset + i];
                    }
                    chosen.data_ptr_float().put(mask);
                    var expected = logP.mul(chosen).sum();
                    expected.backward();
                    assertThat(loss).isCloseTo(expected.item_float(), within(1e-4));
                    s.assertClose("gradient", gradient, x.grad());
                    float[] all = Sample.floats(logP);
                    for (int i = 0; i < n; i++) {
                        assertThat(logProbabilities[offset + i])
                                .isCloseTo(
                                        all[i * vocabulary + targets[offset + i]], within(1e-5f));
                    }
                });
    }

    @Test
    void staysExactForLogitsFarFromZero() {
        try (Sample s = new Sample(0)) {
            Tensor logits = s.zeros(ElementType.FLOAT32, 1, 3);
            logits.storage().set(logits.address(), 0, 1000);
            logits.storage().set(logits.address(), 1, 999);
            logits.storage().set(logits.address(), 2, -1000);
            float[] out = new float[1];
            CrossEntropy.logProbabilities(logits, 1, new int[] {1}, 0, out);
            assertThat(out[0]).isCloseTo((float) -Math.log(1 + Math.E), within(1e-5f));
        }
    }

    @Test
    void refusesATargetOutsideTheVocabulary() {
        try (Sample s = new Sample(0)) {
            Tensor logits = s.fp32(1, 3);
            assertThatThrownBy(
                            () ->
                                    CrossEntropy.logProbabilities(
                                            logits, 1, new int[] {3}, 0, new float[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no target 3");
        }
    }
}
