package ai.inhouse.model;

import java.nio.ByteBuffer;

/// Encodes fp32 as [GgmlType] decodes it, with the roundings of ggml's reference quantizers, so
/// that a file made here holds the same bytes as one made by llama.cpp from the same weights.
final class GgmlEncoder {
    private GgmlEncoder() {}

    /// @param values whole blocks of finite numbers
    /// @param out little-endian; as many blocks are put as there are
    static void encode(GgmlType type, float[] values, ByteBuffer out) {
        for (int from = 0; from < values.length; from += type.blockElements()) {
            switch (type) {
                case F32 -> out.putFloat(values[from]);
                case F16 -> out.putShort(Float.floatToFloat16(values[from]));
                case BF16 -> out.putShort(ElementType.bfloat16(values[from]));
                case Q8_0 -> q8(values, from, out);
                case Q4_0 -> q4(values, from, out);
                case Q5_0 -> q5(values, from, out);
                case Q4_K -> Q4KBlock.encode(values, from, out);
                case Q6_K -> Q6KBlock.encode(values, from, out);
                case Q4_1 -> q4WithMinimum(values, from, out);
            }
        }
    }

    /// `d = max |x| / 127`.
    private static void q8(float[] x, int from, ByteBuffer out) {
        float scale = Math.abs(extreme(x, from, 32)) / 127;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < 32; i++) {
            out.put((byte) away(x[from + i] * inverse));
        }
    }

    /// To the nearest integer, halves away from zero, as C's `roundf`.
    private static int away(float value) {
        return (int) (value + Math.copySign(0.5, value));
    }

    /// The element that is largest in size becomes -8: its own side reaches further.
    private static void q4(float[] x, int from, ByteBuffer out) {
        float scale = extreme(x, from, 32) / -8;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < 16; i++) {
            int low = Math.min(15, (int) (x[from + i] * inverse + 8.5f));
            int high = Math.min(15, (int) (x[from + i + 16] * inverse + 8.5f));
            out.put((byte) (low | (high << 4)));
        }
    }

    /// `d` is a fifteenth of the range, `m` its lower end.
    private static void q4WithMinimum(float[] x, int from, ByteBuffer out) {
        float least = x[from];
        float greatest = x[from];
        for (int i = from; i < from + 32; i++) {
            least = Math.min(least, x[i]);
            greatest = Math.max(greatest, x[i]);
        }
        float scale = (greatest - least) / 15;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(least));
        for (int i = 0; i < 16; i++) {
            int low = Math.min(15, (int) ((x[from + i] - least) * inverse + 0.5f));
            int high = Math.min(15, (int) ((x[from + i + 16] - least) * inverse + 0.5f));
            out.put((byte) (low | (high << 4)));
        }
    }

    private static void q5(float[] x, int from, ByteBuffer out) {
        float scale = extreme(x, from, 32) / -16;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        int[] q = new int[32];
        int fifth = 0;
        for (int i = 0; i < 32; i++) {
            q[i] = Math.min(31, (int) (x[from + i] * inverse + 16.5f));
            fifth |= (q[i] >> 4) << i;
        }
        out.putInt(fifth);
        for (int i = 0; i < 16; i++) {
            out.put((byte) ((q[i] & 15) | ((q[i + 16] & 15) << 4)));
        }
    }

    private static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }

    /// The first of the elements that are largest in size, with its sign.
    static float extreme(float[] x, int from, int count) {
        float extreme = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(x[i]) > Math.abs(extreme)) {
                extreme = x[i];
            }
        }
        return extreme;
    }
}
