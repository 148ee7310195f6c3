package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.constant;
import static ai.inhouse.engine.Sample.twin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatmulTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void multipliesViewsIntoTensorsThatExist(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int m = s.size(40);
                int k = s.size(40);
                int n = s.size(40);
                Tensor a = s.normal(type, m, k);
                Tensor b = s.normal(type, n, k).transposed();
                Tensor product = s.zeros(type, m, n);
                Matmul.mm(product, a, b);
                Tensor sum = s.normal(type, m, n);
                Tensor before = s.copy(sum);
                Matmul.addmm(sum, a, b);
                Tensor many = s.normal(type, 3, m, k);
                Tensor others = s.normal(type, 3, n, k).transposed();
                Tensor batched = s.zeros(type, 3, m, n);
                Matmul.bmm(batched, many, others);
                twin(
                        () -> {
                            var expected = constant(a).matmul(constant(b));
                            s.assertClose("product", product, expected);
                            s.assertClose(
                                    "batch", batched, constant(many).matmul(constant(others)));
                            s.assertClose("sum", sum, constant(before).add(expected));
                        });
            }
        }
    }

    @Test
    void namesTheShapesThatDoNotFit() {
        try (Sample s = new Sample(0)) {
            Tensor a = s.fp32(2, 3);
            Tensor b = s.fp32(4, 5);
            assertThatThrownBy(() -> Matmul.mm(s.fp32(2, 5), a, b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "mm of FLOAT32[2, 3] and FLOAT32[4, 5] does not give FLOAT32[2, 5]");
        }
    }

    @Test
    void leavesNoNativeObjectBehind() {
        long before = Pointer.totalCount();
        try (Sample s = new Sample(0)) {
            Tensor a = s.fp32(20, 30);
            Tensor b = s.fp32(30, 10);
            Tensor out = s.fp32(20, 10);
            Matmul.mm(out, a, b);
            long once = Pointer.totalCount();
            for (int i = 0; i < 100; i++) {
                Matmul.mm(out, a, b);
                Matmul.addmm(out, a, b);
            }
            assertThat(Pointer.totalCount()).isEqualTo(once);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
}
