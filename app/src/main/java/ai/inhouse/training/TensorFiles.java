package ai.inhouse.training;

import ai.inhouse.model.Learner.StateTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Writes and reads named fp32 tensors.
public interface TensorFiles {
    void write(Path file, List<StateTensor> tensors) throws IOException;

    /// Fills the tensors' memory.
    ///
    /// @throws IOException if the file lacks one of them, or has it in another shape
    void read(Path file, List<StateTensor> into) throws IOException;
}
