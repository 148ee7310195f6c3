package ai.inhouse.engine;

import static ai.inhouse.engine.Sample.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowsTest {
    @Test
    void gathersByIndexAndLeavesPaddingZero() {
        try (Sample s = new Sample(1)) {
            Tensor table = s.fp32(4, 3);
            Tensor out = s.fp32(4, 3);
            Rows.gather(table, new int[] {9, 2, -1, 0}, 1, 3, out);
            float[] t = floats(table);
            assertThat(floats(out))
                    .containsExactly(t[6], t[7], t[8], 0, 0, 0, t[0], t[1], t[2], 0, 0, 0);
        }
    }

    @Test
    void scattersBackWhereItGathered() {
        try (Sample s = new Sample(2)) {
            Tensor rows = s.fp32(2, 3);
            Tensor out = s.zeros(ElementType.FLOAT32, 3, 3);
            Rows.scatter(rows, new int[] {2, 0}, 0, 2, out);
            float[] r = floats(rows);
            assertThat(floats(out)).containsExactly(r[3], r[4], r[5], 0, 0, 0, r[0], r[1], r[2]);
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void addsTheGradientsOfEqualIndices(ElementType type) {
        for (int seed = 0; seed < Sample.SEEDS; seed++) {
            try (Sample s = new Sample(seed)) {
                int d = s.size(40);
                int n = s.size(20);
                int[] indices = new int[n];
                Arrays.setAll(indices, i -> s.below(5) - 1);
                Tensor rows = s.fp32(n, d);
                Tensor table = s.normal(type, 4, d);
                float[] expected = floats(table);
                float[] values = floats(rows);
                for (int i = 0; i < n * d; i++) {
                    if (indices[i / d] >= 0) {
                        expected[indices[i / d] * d + i % d] += values[i];
                    }
                }
                Rows.addGradient(rows, indices, table, s.zeros(ElementType.FLOAT32, d));
                s.assertClose("table", type, floats(table), expected);
            }
        }
    }

    @Test
    void refusesAnIndexBeyondTheTable() {
        try (Sample s = new Sample(3)) {
            Tensor table = s.fp32(2, 3);
            assertThatThrownBy(() -> Rows.gather(table, new int[] {2}, 0, 1, s.fp32(1, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no row 2");
        }
    }
}
