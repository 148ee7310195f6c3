package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mapped GGUF file (versions 2 and 3): what it says of itself, and its tensors under ggml's
/// names. Counts, lengths and offsets are checked before anything is read by them.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
public final class GgufFile implements AutoCloseable {
    static final String WHAT = "reading a GGUF file";

    private final Path path;
    private final Arena arena;
    private final MemorySegment data;
    private final Map<String, Object> metadata;
    private final Map<String, Tensor> tensors;

    /// @param shape row-major, as Hugging Face has it: the reverse of the file's order
    /// @param offset first byte, counted from the beginning of the data
    public record Tensor(String name, List<Integer> shape, GgmlType type, long offset) {
        public long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        public long bytes() {
            return elements() / type.blockElements() * type.blockBytes();
        }
    }

    private GgufFile(Path path, Arena arena, MemorySegment file, GgufHeader.Content content) {
        this.path = path;
        this.arena = arena;
        this.data = file.asSlice(content.dataOffset());
        this.metadata = content.metadata();
        this.tensors = new LinkedHashMap<>();
        content.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    /// @throws InhouseException if the file is missing, truncated, damaged, or holds weights of a
    ///   kind that we cannot decode
    public static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(path, arena, file, new GgufHeader(path, file).read());
        } catch (IOException e) {
            arena.close();
            throw InhouseException.badInput(
                    WHAT, path, e, "Check that the file exists and is readable.");
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /// Values are String, Long, Double, Boolean, or a List of one of them.
    public Map<String, Object> metadata() {
        return metadata;
    }

    /// Tensors by ggml's names, in the file's order.
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /// A tensor's encoded bytes, valid until the file is closed.
    public MemorySegment bytes(Tensor tensor) {
        return data.asSlice(tensor.offset(), tensor.bytes());
    }

    public Optional<String> string(String key) {
        return value(key, String.class);
    }

    public Optional<Long> integer(String key) {
        return value(key, Long.class);
    }

    public Optional<Double> real(String key) {
        return value(key, Double.class);
    }

    public Optional<Boolean> flag(String key) {
        return value(key, Boolean.class);
    }

    public List<String> strings(String key) {
        return list(key, String.class);
    }

    public List<Long> integers(String key) {
        return list(key, Long.class);
    }

    private <T> Optional<T> value(String key, Class<T> type) {
        Object value = metadata.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrongKind(key, type);
        }
        return Optional.of(type.cast(value));
    }

    private <T> List<T> list(String key, Class<T> type) {
        List<?> list = value(key, List.class).orElse(List.of());
        if (!list.stream().allMatch(type::isInstance)) {
            throw wrongKind(key, type);
        }
        return list.stream().map(type::cast).toList();
    }

    private InhouseException wrongKind(String key, Class<?> type) {
        return InhouseException.badInput(
                WHAT,
                path,
                "%s is not a %s".formatted(key, type.getSimpleName()),
                "Download or convert the model again.");
    }

    @Override
    public void close() {
        arena.close();
    }
}
