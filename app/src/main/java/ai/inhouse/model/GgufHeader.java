package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a GGUF file from its first byte to the beginning of its data.
final class GgufHeader {
    private static final int MAGIC = 0x46554747;
    private static final int MAX_ENTRIES = 1 << 20;
    private static final int MAX_NAME_BYTES = 1 << 16;
    private static final int MAX_STRING_BYTES = 1 << 24;
    private static final int MAX_DIMENSIONS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int ARRAY = 9;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MemorySegment file;
    private long at;

    /// @param dataOffset where the tensors' bytes begin in the file
    record Content(Map<String, Object> metadata, List<GgufFile.Tensor> tensors, long dataOffset) {}

    GgufHeader(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    Content read() {
        if (int32() != MAGIC) {
            throw damaged("it does not begin with GGUF");
        }
        int version = int32();
        if (version != 2 && version != 3) {
            throw damaged("its version is %d; known are 2 and 3".formatted(version));
        }
        long tensorCount = count("tensors");
        long metadataCount = count("metadata entries");
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (long i = 0; i < metadataCount; i++) {
            String key = string(MAX_NAME_BYTES);
            metadata.put(key, value(key, int32()));
        }
        List<GgufFile.Tensor> tensors = tensors(tensorCount);
        long alignment = alignment(metadata);
        long dataOffset = Math.ceilDiv(at, alignment) * alignment;
        checkExtents(tensors, alignment, file.byteSize() - dataOffset);
        return new Content(Collections.unmodifiableMap(metadata), tensors, dataOffset);
    }

    private long alignment(Map<String, Object> metadata) {
        Object value = metadata.getOrDefault("general.alignment", (long) DEFAULT_ALIGNMENT);
        if (!(value instanceof Long bytes) || Long.bitCount(bytes) != 1 || bytes > 1 << 20) {
            throw damaged("its alignment is %s".formatted(value));
        }
        return bytes;
    }

    private List<GgufFile.Tensor> tensors(long count) {
        List<GgufFile.Tensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            GgufFile.Tensor tensor = tensor();
            if (!names.add(tensor.name())) {
                throw damaged("%s is stored twice".formatted(tensor.name()));
            }
            tensors.add(tensor);
        }
        return List.copyOf(tensors);
    }

    private GgufFile.Tensor tensor() {
        String name = string(MAX_NAME_BYTES);
        int dimensions = int32();
        if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
            throw damaged("%s has %d dimensions".formatted(name, dimensions));
        }
        List<Integer> shape = new ArrayList<>();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = int64();
            if (size < 1 || size > Integer.MAX_VALUE || size > (1L << 40) / elements) {
                throw damaged("%s has a dimension of %d".formatted(name, size));
            }
            elements *= size;
            shape.addFirst((int) size);
        }
        int code = int32();
        GgmlType type = GgmlType.of(code).orElseThrow(() -> unsupported(name, code));
        int rowElements = shape.isEmpty() ? 1 : shape.getLast();
        if (rowElements % type.blockElements() != 0) {
            throw damaged(
                    "%s has rows of %d elements, no whole number of %s blocks"
                            .formatted(name, rowElements, type));
        }
        return new GgufFile.Tensor(name, List.copyOf(shape), type, int64());
    }

    private void checkExtents(List<GgufFile.Tensor> tensors, long alignment, long dataBytes) {
        for (GgufFile.Tensor tensor : tensors) {
            long offset = tensor.offset();
            if (offset < 0 || offset % alignment != 0) {
                throw damaged("%s lies at byte %d".formatted(tensor.name(), offset));
            }
            if (offset > dataBytes || tensor.bytes() > dataBytes - offset) {
                throw damaged(
                        "%s ends beyond the file's end: it is truncated".formatted(tensor.name()));
            }
        }
    }

    private Object value(String key, int type) {
        return switch (type) {
            case 0 -> (long) (int8() & 0xff);
            case 1 -> (long) int8();
            case 2 -> (long) (int16() & 0xffff);
            case 3 -> (long) int16();
            case 4 -> int32() & 0xffff_ffffL;
            case 5 -> (long) int32();
            case 6 -> (double) Float.intBitsToFloat(int32());
            case 7 -> int8() != 0;
            case 8 -> string(MAX_STRING_BYTES);
            case ARRAY -> array(key);
            case 10, 11 -> int64();
            case 12 -> Double.longBitsToDouble(int64());
            default -> throw damaged("%s has the unknown type %d".formatted(key, type));
        };
    }

    private List<Object> array(String key) {
        int type = int32();
        long count = int64();
        if (type == ARRAY) {
            throw damaged("%s is an array of arrays".formatted(key));
        }
        // Each element takes a byte or more: what cannot be there is not waited for.
        if (count < 0 || count > file.byteSize() - at) {
            throw damaged("%s would have %d elements".formatted(key, count));
        }
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(value(key, type));
        }
        return Collections.unmodifiableList(values);
    }

    private long count(String what) {
        long count = int64();
        if (count < 0 || count > MAX_ENTRIES) {
            throw damaged("it would have %d %s".formatted(count, what));
        }
        return count;
    }

    private String string(int maxBytes) {
        long length = int64();
        if (length < 0 || length > maxBytes) {
            throw damaged("a text at byte %d would be %d bytes long".formatted(at, length));
        }
        byte[] bytes = file.asSlice(advance(length), length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte int8() {
        return file.get(ValueLayout.JAVA_BYTE, advance(Byte.BYTES));
    }

    private short int16() {
        return file.get(ElementType.SHORT, advance(Short.BYTES));
    }

    private int int32() {
        return file.get(INT, advance(Integer.BYTES));
    }

    private long int64() {
        return file.get(LONG, advance(Long.BYTES));
    }

    /// @return where the next `bytes` begin
    private long advance(long bytes) {
        long from = at;
        if (bytes > file.byteSize() - from) {
            throw damaged("it ends inside its header: it is truncated");
        }
        at = from + bytes;
        return from;
    }

    private InhouseException damaged(String why) {
        return InhouseException.badInput(
                GgufFile.WHAT,
                path,
                why,
                "Download or convert the model again: this file is damaged.");
    }

    private InhouseException unsupported(String name, int code) {
        return InhouseException.badInput(
                GgufFile.WHAT,
                path,
                "%s is stored in ggml's type %d, which is not supported".formatted(name, code),
                "Use a file of type F32, F16, BF16, Q8_0, Q6_K, Q5_0, Q4_K, Q4_1 or Q4_0.");
    }
}
