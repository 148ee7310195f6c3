package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;
import java.lang.foreign.MemorySegment;

/// What the integers of a [BlockMatrix] are multiplied by, and what is constant beside them: for
/// each row, a number for each run of columns. Those of a panel's rows lie together.
sealed interface BlockScales permits HalfScales, SuperScales {
    /// Where they lie: after the integers of each block, so that a product reads one stream.
    ///
    /// @param memory `[panels][runs]` blocks
    /// @param blockBytes from one block to the next
    /// @param offset of the scales in a block
    record Place(MemorySegment memory, int runs, int blockBytes, int offset) {
        long at(int panel, int run) {
            return ((long) panel * runs + run) * blockBytes + offset;
        }
    }

    /// Bytes that lie elsewhere.
    long bytesBeside();

    boolean hasMinimums();

    /// Takes over those of a row's block.
    ///
    /// @param index of the block in its row
    void set(int row, int index, GgmlBlock block);

    float scale(int row, int run);

    /// 0 where there are none.
    float minimum(int row, int run);

    /// Decodes those of a panel's rows.
    void unpack(int panel, int run, float[] scales, float[] minimums, int to);
}
