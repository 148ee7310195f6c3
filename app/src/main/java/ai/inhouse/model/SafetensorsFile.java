package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A mapped safetensors file. Its header is checked whole before anything is read, so that a
/// damaged or hostile file is refused instead of being half loaded.
///
/// Format: https://huggingface.co/docs/safetensors/index
public final class SafetensorsFile implements TensorSource {
    private final Path path;
    private final Arena arena;
    private final MemorySegment data;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    /// @param begin first byte, counted from the end of the header
    /// @param end one past the last byte
    public record Tensor(String name, ElementType type, List<Integer> shape, long begin, long end) {
        public long elements() {
            return (end - begin) / type.bytes();
        }
    }

    private SafetensorsFile(
            Path path, Arena arena, MemorySegment data, SafetensorsHeader.Content content) {
        this.path = path;
        this.arena = arena;
        this.data = data;
        this.metadata = content.metadata();
        this.tensors = new LinkedHashMap<>();
        content.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    /// @throws InhouseException if the file is missing, truncated or not what its header says
    public static SafetensorsFile open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            SafetensorsHeader.Content content = new SafetensorsHeader(path, file).read();
            return new SafetensorsFile(path, arena, file.asSlice(content.dataOffset()), content);
        } catch (IOException e) {
            arena.close();
            throw InhouseException.badInput(
                    SafetensorsHeader.WHAT, path, e, "Check that the file exists and is readable.");
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// In the order in which their bytes lie.
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /// The encoded bytes of a tensor, valid until the file is closed.
    ///
    /// @throws IllegalArgumentException if there is no such tensor
    public MemorySegment bytes(String name) {
        Tensor tensor = tensor(name);
        return data.asSlice(tensor.begin(), tensor.end() - tensor.begin());
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        Tensor tensor = tensor(name);
        if (!tensor.type().isReadableAsFloat()) {
            throw InhouseException.badInput(
                    SafetensorsHeader.WHAT,
                    path,
                    "%s is stored as %s".formatted(name, tensor.type()),
                    "Export the model with F32, BF16 or F16 weights.");
        }
        if (target.byteSize() != tensor.elements() * Float.BYTES) {
            throw new IllegalArgumentException(
                    "%s has %d elements, not %d"
                            .formatted(name, tensor.elements(), target.byteSize() / Float.BYTES));
        }
        tensor.type().toFloat(bytes(name), target);
    }

    /// @throws IllegalArgumentException if there is no such tensor
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named %s in %s".formatted(name, path));
        }
        return tensor;
    }

    @Override
    public void close() {
        arena.close();
    }
}
