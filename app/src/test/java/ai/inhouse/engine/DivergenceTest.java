package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.leaf;
import static ai.inhouse.engine.Sample.twin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DivergenceTest {
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
        int offset = 3;
        Tensor reference = s.normal(type, n + unused, vocabulary);
        Tensor logits = s.normal(type, n + unused, vocabulary);
        float[] weights = new float[offset + n];
        for (int i = offset; i < weights.length; i++) {
            weights[i] = 0.25f * (1 + s.below(9));
        }
        float[] divergences = new float[offset + n];
        Divergence.of(reference, logits, n, offset, divergences);
        Tensor gradient = s.copy(logits);
        Divergence.gradient(reference, gradient, n, weights, offset);

        twin(
                () -> {
                    var q = leaf(logits);
                    var logP = torch.log_softmax(constant(reference), 1);
                    var terms = logP.exp().mul(logP.sub(torch.log_softmax(q, 1)));
                    float[] each = Sample.floats(terms.sum(1));
                    for (int i = 0; i < n; i++) {
                        assertThat(divergences[offset + i]).isCloseTo(each[i], within(1e-4f));
                    }
                    var weighting = torch.zeros(n + unused, 1);
                    float[] values = new float[n + unused];
                    System.arraycopy(weights, offset, values, 0, n);
                    weighting.data_ptr_float().put(values);
                    terms.mul(weighting).sum().backward();
                    s.assertClose("gradient", gradient, q.grad());
                });
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void isZeroForTheReferenceItself(ElementType type) {
        try (Sample s = new Sample(0)) {
            Tensor logits = s.normal(type, 2, 70);
            float[] out = new float[2];
            Divergence.of(logits, logits, 2, 0, out);
            assertThat(out).containsExactly(0, 0);
            Tensor gradient = s.copy(logits);
            Divergence.gradient(logits, gradient, 2, new float[] {1, 1}, 0);
            assertThat(Sample.floats(gradient)).containsOnly(0);
        }
    }

    @Test
    void refusesAReferenceOfAnotherVocabulary() {
        try (Sample s = new Sample(0)) {
            Tensor reference = s.fp32(2, 5);
            Tensor logits = s.fp32(2, 6);
            assertThatThrownBy(() -> Divergence.of(reference, logits, 2, 0, new float[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
