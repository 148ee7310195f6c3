package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Rows;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One number for the text up to a position: how far the normed stream's end reaches in the
/// direction of one learned vector. Hugging Face's `ForSequenceClassification` with one label.
///
/// Few positions have a score, mostly one a row, so plain loops in fp32 do.
final class ScoreHead {
    private ScoreHead() {}

    /// @param normed `[n, d]`
    /// @param weight `[1, d]` fp32
    static float[] scores(Tensor normed, Selection s, Tensor weight) {
        float[] out = new float[s.count()];
        try (NativeMemory memory = new NativeMemory()) {
            MemorySegment rows = exactRows(memory, normed, s);
            MemorySegment w = NativeMemory.segment(weight);
            int d = weight.width();
            for (int i = 0; i < out.length; i++) {
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    sum += (double) at(rows, (long) i * d + j) * at(w, j);
                }
                out[i] = (float) sum;
            }
        }
        return out;
    }

    /// The gradients of `sum_i weights[i] * score_i`.
    ///
    /// @param normed `[n, d]`
    /// @param weight `[1, d]` fp32
    /// @param dNormed `[n, d]`, overwritten
    static void backward(
            Tensor normed, Selection s, Tensor weight, Tensor dNormed, WeightGradients gradients) {
        int d = weight.width();
        Elements.zero(dNormed);
        try (NativeMemory memory = new NativeMemory()) {
            MemorySegment rows = exactRows(memory, normed, s);
            MemorySegment w = NativeMemory.segment(weight);
            Tensor dRows = memory.allocate(ElementType.FLOAT32, rows(s), d);
            Tensor dWeight = memory.allocate(ElementType.FLOAT32, 1, d);
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int i = 0; i < s.count(); i++) {
                    long index = (long) i * d + j;
                    sum += (double) s.weights()[i] * at(rows, index);
                    set(dRows, index, s.weights()[i] * at(w, j));
                }
                set(dWeight, j, (float) sum);
            }
            Rows.scatter(as(dNormed.type(), memory, dRows), s.positions(), 0, s.count(), dNormed);
            gradients.score(dWeight);
        }
    }

    /// The selected rows as fp32.
    private static MemorySegment exactRows(NativeMemory memory, Tensor normed, Selection s) {
        Tensor picked = memory.allocate(normed.type(), rows(s), normed.width());
        Rows.gather(normed, s.positions(), 0, s.count(), picked);
        return NativeMemory.segment(as(ElementType.FLOAT32, memory, picked));
    }

    private static Tensor as(ElementType type, NativeMemory memory, Tensor tensor) {
        if (tensor.type() == type) {
            return tensor;
        }
        Tensor converted = memory.allocate(type, tensor.rows(), tensor.width());
        Elements.copy(tensor, converted);
        return converted;
    }

    /// No tensor is empty: a worker whose share has no such position has a row that is not read.
    private static int rows(Selection s) {
        return Math.max(1, s.count());
    }

    private static float at(MemorySegment floats, long index) {
        return floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    private static void set(Tensor floats, long index, float value) {
        NativeMemory.segment(floats).setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
    }
}
