package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads and checks the header of a safetensors file: its length in 8 bytes, then JSON. Tensors
/// must cover the rest of the file exactly, without overlaps or holes, as the format demands.
final class SafetensorsHeader {
    static final String WHAT = "reading safetensors";

    /// As the format's own reader allows.
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private final Path path;
    private final MemorySegment file;

    /// @param dataOffset where the tensors' bytes begin in the file
    record Content(
            List<SafetensorsFile.Tensor> tensors, Map<String, String> metadata, long dataOffset) {}

    SafetensorsHeader(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    Content read() {
        if (file.byteSize() < Long.BYTES) {
            throw damaged("it has only %d bytes".formatted(file.byteSize()));
        }
        long length =
                file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 2 || length > MAX_HEADER_BYTES) {
            throw damaged("its header would be %d bytes long".formatted(length));
        }
        if (length > file.byteSize() - Long.BYTES) {
            throw damaged(
                    "it ends inside its header: %d bytes of %d"
                            .formatted(file.byteSize() - Long.BYTES, length));
        }
        byte[] json = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        JsonNode header = Json.tree(new String(json, StandardCharsets.UTF_8), path + " (header)");
        if (!header.isObject()) {
            throw damaged("its header is not a JSON object");
        }
        long dataOffset = Long.BYTES + length;
        List<SafetensorsFile.Tensor> tensors = tensors(header);
        checkCoverage(tensors, file.byteSize() - dataOffset);
        return new Content(tensors, metadata(header), dataOffset);
    }

    private List<SafetensorsFile.Tensor> tensors(JsonNode header) {
        List<SafetensorsFile.Tensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.add(tensor(entry.getKey(), entry.getValue()));
            }
        }
        tensors.sort(
                Comparator.comparingLong(SafetensorsFile.Tensor::begin)
                        .thenComparingLong(SafetensorsFile.Tensor::end));
        return tensors;
    }

    private SafetensorsFile.Tensor tensor(String name, JsonNode node) {
        String typeName = node.path("dtype").asString("");
        ElementType type =
                ElementType.named(typeName)
                        .orElseThrow(
                                () ->
                                        damaged(
                                                "%s has the unknown type '%s'"
                                                        .formatted(name, typeName)));
        List<Integer> shape = shape(name, node.path("shape"));
        JsonNode offsets = node.path("data_offsets");
        if (offsets.size() != 2 || !integral(offsets.get(0)) || !integral(offsets.get(1))) {
            throw damaged("%s has no pair of data_offsets".formatted(name));
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (begin < 0 || end < begin) {
            throw damaged("%s lies from byte %d to %d".formatted(name, begin, end));
        }
        if (end - begin != bytes(name, shape, type)) {
            throw damaged(
                    "%s of shape %s in %s does not fill the %d bytes it is given"
                            .formatted(name, shape, type, end - begin));
        }
        return new SafetensorsFile.Tensor(name, type, shape, begin, end);
    }

    private List<Integer> shape(String name, JsonNode node) {
        List<Integer> shape = new ArrayList<>();
        for (JsonNode size : node) {
            if (!integral(size) || size.asLong() < 0 || size.asLong() > Integer.MAX_VALUE) {
                throw damaged("%s has the impossible shape %s".formatted(name, node));
            }
            shape.add((int) size.asLong());
        }
        if (!node.isArray()) {
            throw damaged("%s has no shape".formatted(name));
        }
        return List.copyOf(shape);
    }

    private long bytes(String name, List<Integer> shape, ElementType type) {
        long bytes = type.bytes();
        try {
            for (int size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw damaged("%s has the impossible shape %s".formatted(name, shape));
        }
        return bytes;
    }

    private static boolean integral(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private void checkCoverage(List<SafetensorsFile.Tensor> tensors, long dataBytes) {
        long covered = 0;
        for (SafetensorsFile.Tensor tensor : tensors) {
            if (tensor.begin() != covered) {
                throw damaged(
                        "%s begins at byte %d, where %d was due: tensors overlap or leave a hole"
                                .formatted(tensor.name(), tensor.begin(), covered));
            }
            covered = tensor.end();
        }
        if (covered != dataBytes) {
            throw damaged(
                    "its tensors need %d bytes but it holds %d%s"
                            .formatted(
                                    covered,
                                    dataBytes,
                                    covered > dataBytes ? ": it is truncated" : ""));
        }
    }

    private static Map<String, String> metadata(JsonNode header) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : header.path("__metadata__").properties()) {
            metadata.put(entry.getKey(), entry.getValue().asString(""));
        }
        return metadata;
    }

    private InhouseException damaged(String why) {
        return InhouseException.badInput(
                WHAT, path, why, "Download or export the file again: this one is damaged.");
    }
}
