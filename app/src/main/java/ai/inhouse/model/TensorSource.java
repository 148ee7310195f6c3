package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Named tensors in a file, whatever its format, under Hugging Face's names.
public interface TensorSource extends AutoCloseable {
    /// Shape of each tensor that there is, row-major, in the file's order.
    Map<String, List<Integer>> shapes();

    /// Decodes one tensor.
    ///
    /// @param target fp32, as many elements as the tensor has
    /// @throws ai.inhouse.base.InhouseException if its elements are of a kind that no weight has
    void copyTo(String name, MemorySegment target);

    @Override
    void close();
}
