package ai.inhouse.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the matrices of a GGUF file are stored, by llama.cpp's names. Vectors are always fp32.
public enum GgufType {
    F16(1, GgmlType.F16),
    BF16(32, GgmlType.BF16),
    Q8_0(7, GgmlType.Q8_0),
    Q4_0(2, GgmlType.Q4_0),
    /// Blocks of 256 with small scales, and more bits where it matters.
    Q4_K_M(15, GgmlType.Q4_K);

    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\..*");

    private final int code;
    private final GgmlType matrices;

    GgufType(int code, GgmlType matrices) {
        this.code = code;
        this.matrices = matrices;
    }

    /// The value of `general.file_type`.
    int code() {
        return code;
    }

    boolean quantized() {
        return matrices.blockElements() > 1;
    }

    /// The type of a matrix, chosen as llama-quantize chooses without an importance matrix: the
    /// output head gets six bits, as do half of the value and down projections of Q4_K_M.
    ///
    /// @param name ggml's
    /// @param columns a row's length: where it is no whole number of blocks, smaller ones are taken
    /// @param layers of the model
    GgmlType of(String name, int columns, int layers, boolean tied) {
        GgmlType wanted = matrices;
        boolean head = name.equals("output.weight") || (tied && name.equals("token_embd.weight"));
        if (head && quantized() && this != Q8_0) {
            wanted = columns % matrices.blockElements() == 0 ? GgmlType.Q6_K : GgmlType.Q8_0;
        }
        boolean sensitive = name.endsWith("attn_v.weight") || name.endsWith("ffn_down.weight");
        if (this == Q4_K_M && sensitive && deservesMoreBits(layer(name), layers)) {
            wanted = GgmlType.Q6_K;
        }
        return fitting(wanted, columns);
    }

    private static int layer(String name) {
        Matcher matcher = LAYER.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " is in no block");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /// The first eighth of the blocks, the last one, and every third between.
    private static boolean deservesMoreBits(int layer, int layers) {
        int eighth = layers / 8;
        return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
    }

    private static GgmlType fitting(GgmlType wanted, int columns) {
        if (columns % wanted.blockElements() == 0) {
            return wanted;
        }
        GgmlType smaller =
                switch (wanted) {
                    case Q4_K -> GgmlType.Q5_0;
                    case Q6_K -> GgmlType.Q8_0;
                    case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q8_0 -> GgmlType.F16;
                };
        return columns % smaller.blockElements() == 0 ? smaller : GgmlType.F16;
    }
}
