package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;
import static ai.inhouse.engine.Shapes.require;

/// A vector added to each row (the q, k and v biases of Qwen2).
public final class Bias {
    private static final Storage FP32 = ElementType.FLOAT32.storage();

    private Bias() {}

    /// `rows += bias`
    ///
    /// @param rows `[n, w]`
    /// @param bias `[w]` fp32
    public static void add(Tensor rows, Tensor bias) {
        check(rows, bias);
        int w = rows.width();
        for (int i = 0; i < rows.rows(); i++) {
            addRow(rows.storage(), rows.address((long) i * w), bias.address(), w);
        }
    }

    /// `dBias = sum over rows of dRows`
    ///
    /// @param dBias `[w]` fp32, overwritten
    public static void gradient(Tensor dRows, Tensor dBias) {
        check(dRows, dBias);
        int w = dRows.width();
        Elements.zero(dBias);
        for (int i = 0; i < dRows.rows(); i++) {
            sumRow(dRows.storage(), dRows.address((long) i * w), dBias.address(), w);
        }
    }

    private static void check(Tensor rows, Tensor bias) {
        require(bias, "bias", 1, rows.width());
        require(bias, "bias", ElementType.FLOAT32);
    }

    private static void addRow(Storage s, long row, long bias, int w) {
        int j = 0;
        for (; j <= w - COUNT; j += COUNT) {
            s.store(s.load(row, j).add(FP32.load(bias, j)), row, j);
        }
        if (j < w) {
            s.store(s.load(row, j, w - j).add(FP32.load(bias, j, w - j)), row, j, w - j);
        }
    }

    private static void sumRow(Storage s, long row, long sum, int w) {
        int j = 0;
        for (; j <= w - COUNT; j += COUNT) {
            FP32.store(FP32.load(sum, j).add(s.load(row, j)), sum, j);
        }
        if (j < w) {
            FP32.store(FP32.load(sum, j, w - j).add(s.load(row, j, w - j)), sum, j, w - j);
        }
    }
}
