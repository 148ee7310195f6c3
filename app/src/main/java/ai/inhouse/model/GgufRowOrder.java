package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The order of the rows of q and k in files of the llama and smollm3 architectures: llama.cpp
/// rotates neighbouring elements of a head there, where transformers rotates element `i` with `i +
/// hd/2`. Row `h*hd + 2i + half` of the file is row `h*hd + half*hd/2 + i` in Hugging Face's order.
final class GgufRowOrder {
    private GgufRowOrder() {}

    /// @param name Hugging Face's
    static boolean differs(ModelConfig config, String name) {
        boolean llama =
                switch (config.architecture()) {
                    case LLAMA, MISTRAL, SMOLLM3 -> true;
                    case QWEN2, QWEN3, GEMMA3 -> false;
                };
        return llama && (name.contains("q_proj") || name.contains("k_proj"));
    }

    static void fromGguf(ModelConfig config, MemorySegment from, MemorySegment to, int rows) {
        for (int row = 0; row < rows; row++) {
            copy(from, row, to, huggingFaceRow(row, config.headSize()), to.byteSize() / rows);
        }
    }

    static void toGguf(ModelConfig config, MemorySegment from, MemorySegment to, int rows) {
        for (int row = 0; row < rows; row++) {
            copy(from, huggingFaceRow(row, config.headSize()), to, row, to.byteSize() / rows);
        }
    }

    private static int huggingFaceRow(int row, int headSize) {
        int inHead = row % headSize;
        return row - inHead + inHead % 2 * (headSize / 2) + inHead / 2;
    }

    /// Where Hugging Face's row lies in the file.
    static int ggufRow(int row, int headSize) {
        int inHead = row % headSize;
        int half = headSize / 2;
        return row - inHead + inHead % half * 2 + inHead / half;
    }

    private static void copy(
            MemorySegment from, long fromRow, MemorySegment to, long toRow, long rowBytes) {
        ValueLayout.OfByte bytes = ValueLayout.JAVA_BYTE;
        MemorySegment.copy(from, bytes, fromRow * rowBytes, to, bytes, toRow * rowBytes, rowBytes);
    }
}
