package ai.inhouse.model;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes safetensors files: in a stream, whatever their size, and durably. The same tensors give
/// the same bytes.
public final class SafetensorsWriter {
    private static final int CHUNK_ELEMENTS = 1 << 18;
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /// Replaces a file whole, once its bytes are on the device.
    ///
    /// @param tensors with distinct names; laid out in this order
    /// @throws InhouseException if the file cannot be written; what stood there is then untouched
    public static void write(Path path, List<NamedTensor> tensors, Map<String, String> metadata) {
        try {
            DurableFiles.stream(
                    path, channel -> stream(channel, header(tensors, metadata), tensors));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing safetensors",
                    path,
                    e,
                    "Check the free space and the rights of that folder, then run it again.");
        }
    }

    private static byte[] header(List<NamedTensor> tensors, Map<String, String> metadata) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", metadata);
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            long end = offset + tensor.elements() * tensor.type().bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.type().name());
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, end));
            if (header.put(tensor.name(), entry) != null) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name());
            }
            offset = end;
        }
        String json = Json.write(header);
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        int padding = Math.floorMod(-length, ALIGNMENT);
        return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    private static void stream(FileChannel channel, byte[] header, List<NamedTensor> tensors)
            throws IOException {
        ByteBuffer start =
                ByteBuffer.allocate(Long.BYTES + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .flip();
        DurableFiles.writeFully(channel, start);
        ByteBuffer chunk =
                ByteBuffer.allocateDirect(CHUNK_ELEMENTS * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (NamedTensor tensor : tensors) {
            writeTensor(channel, chunk, tensor);
        }
    }

    private static void writeTensor(FileChannel channel, ByteBuffer chunk, NamedTensor tensor)
            throws IOException {
        for (long from = 0; from < tensor.elements(); from += CHUNK_ELEMENTS) {
            long to = Math.min(from + CHUNK_ELEMENTS, tensor.elements());
            chunk.clear();
            if (tensor.type() == ElementType.F32) {
                for (long i = from; i < to; i++) {
                    chunk.putFloat(tensor.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i));
                }
            } else {
                for (long i = from; i < to; i++) {
                    float value = tensor.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    chunk.putShort(ElementType.bfloat16(value));
                }
            }
            DurableFiles.writeFully(channel, chunk.flip());
        }
    }
}
