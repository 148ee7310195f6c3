package ai.inhouse.training;

import ai.inhouse.model.Learner.StateTensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Tensors one after the other.
public final class RawTensorFiles implements TensorFiles {
    @Override
    public void write(Path file, List<StateTensor> tensors) throws IOException {
        Files.write(file, new byte[0]);
        for (StateTensor tensor : tensors) {
            Files.write(
                    file,
                    tensor.memory().toArray(ValueLayout.JAVA_BYTE),
                    StandardOpenOption.APPEND);
        }
    }

    @Override
    public void read(Path file, List<StateTensor> into) throws IOException {
        MemorySegment all = MemorySegment.ofArray(Files.readAllBytes(file));
        long offset = 0;
        for (StateTensor tensor : into) {
            long bytes = tensor.memory().byteSize();
            tensor.memory().copyFrom(all.asSlice(offset, bytes));
            offset += bytes;
        }
    }
}
