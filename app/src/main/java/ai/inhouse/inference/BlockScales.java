package ai.inhouse.inference;

import ai.inhouse.model.GgmlBlock;

/// What the integers of a [BlockMatrix] are multiplied by, and what is constant beside them: for
/// each row, a number for each run of columns. Those of a panel's rows lie together.
sealed interface BlockScales permits HalfScales, SuperScales {
    /// Bytes that a multiplication reads.
    long bytes();

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
