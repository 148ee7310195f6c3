package ai.inhouse.model;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Writes GGUF files (version 3) in a stream, whatever their size, and durably. One tensor is held
/// as fp32 at a time.
final class GgufWriter {
    private static final int ALIGNMENT = 32;
    private static final int VERSION = 3;
    private static final int CHUNK_ELEMENTS = 1 << 22;

    private GgufWriter() {}

    /// @param shape row-major; a row is a whole number of the type's blocks
    /// @param reader fills memory with the tensor as fp32
    record Entry(String name, List<Integer> shape, GgmlType type, Consumer<MemorySegment> reader) {
        long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        long bytes() {
            return elements() / type.blockElements() * type.blockBytes();
        }
    }

    /// Makes a file appear under its name once its bytes are on the device.
    ///
    /// @param metadata values are String, Integer (unsigned), Float, Boolean, or a List of String
    ///   or Integer
    /// @throws InhouseException if the file cannot be written; what stood there is then untouched
    static void write(Path path, Map<String, Object> metadata, List<Entry> tensors) {
        try {
            DurableFiles.stream(
                    path, channel -> stream(channel, header(metadata, tensors), tensors));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing a GGUF file",
                    path,
                    e,
                    "Check the free space and the rights of that folder, then run it again.");
        }
    }

    private static byte[] header(Map<String, Object> metadata, List<Entry> tensors) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(little(4).putInt(VERSION).array());
        out.writeBytes(little(16).putLong(tensors.size()).putLong(metadata.size()).array());
        metadata.forEach(
                (key, value) -> {
                    text(out, key);
                    out.writeBytes(little(4).putInt(code(value)).array());
                    value(out, value);
                });
        long offset = 0;
        for (Entry tensor : tensors) {
            text(out, tensor.name());
            out.writeBytes(little(4).putInt(tensor.shape().size()).array());
            tensor.shape().reversed().forEach(n -> out.writeBytes(little(8).putLong(n).array()));
            out.writeBytes(little(12).putInt(tensor.type().code()).putLong(offset).array());
            offset = aligned(offset + tensor.bytes());
        }
        out.writeBytes(new byte[(int) (aligned(out.size()) - out.size())]);
        return out.toByteArray();
    }

    /// The format's number for a value's kind.
    private static int code(Object value) {
        return switch (value) {
            case Integer _ -> 4;
            case Float _ -> 6;
            case Boolean _ -> 7;
            case String _ -> 8;
            case List<?> _ -> 9;
            default -> throw new IllegalArgumentException("no GGUF value: " + value);
        };
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Integer number -> out.writeBytes(little(4).putInt(number).array());
            case Float number -> out.writeBytes(little(4).putFloat(number).array());
            case Boolean flag -> out.write(flag ? 1 : 0);
            case String text -> text(out, text);
            case List<?> list -> {
                boolean texts = list.isEmpty() || list.getFirst() instanceof String;
                out.writeBytes(little(12).putInt(texts ? 8 : 5).putLong(list.size()).array());
                list.forEach(element -> value(out, element));
            }
            default -> throw new IllegalArgumentException("no GGUF value: " + value);
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(little(8).putLong(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static void stream(FileChannel channel, byte[] header, List<Entry> tensors)
            throws IOException {
        DurableFiles.writeFully(channel, ByteBuffer.wrap(header));
        for (Entry tensor : tensors) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment values = arena.allocate(ValueLayout.JAVA_FLOAT, tensor.elements());
                tensor.reader().accept(values);
                write(channel, tensor, values);
            }
            long padding = aligned(tensor.bytes()) - tensor.bytes();
            DurableFiles.writeFully(channel, ByteBuffer.allocate((int) padding));
        }
    }

    private static void write(FileChannel channel, Entry tensor, MemorySegment values)
            throws IOException {
        long n = tensor.elements();
        for (long from = 0; from < n; from += CHUNK_ELEMENTS) {
            int count = (int) Math.min(CHUNK_ELEMENTS, n - from);
            DurableFiles.writeFully(channel, encoded(tensor, values, from, count));
        }
    }

    /// All cores encode, each a share of the blocks.
    private static ByteBuffer encoded(Entry tensor, MemorySegment values, long from, int count) {
        GgmlType type = tensor.type();
        int blocks = count / type.blockElements();
        byte[] bytes = new byte[blocks * type.blockBytes()];
        int grain = Math.max(1, 4096 / type.blockElements());
        IntStream.range(0, Math.ceilDiv(blocks, grain))
                .parallel()
                .forEach(
                        piece -> {
                            int first = piece * grain;
                            int own = Math.min(grain, blocks - first);
                            float[] x = new float[own * type.blockElements()];
                            long at = from + (long) first * type.blockElements();
                            MemorySegment.copy(
                                    values,
                                    ValueLayout.JAVA_FLOAT,
                                    at * Float.BYTES,
                                    x,
                                    0,
                                    x.length);
                            int offset = first * type.blockBytes();
                            int length = own * type.blockBytes();
                            ByteBuffer out = ByteBuffer.wrap(bytes, offset, length);
                            GgmlEncoder.encode(type, x, out.order(ByteOrder.LITTLE_ENDIAN));
                        });
        return ByteBuffer.wrap(bytes);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
