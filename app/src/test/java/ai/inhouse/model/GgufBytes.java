package ai.inhouse.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Builds the bytes of small GGUF files, well-formed or not, for tests.
final class GgufBytes {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private long entryCount;
    private long tensorCount;

    GgufBytes text(String key, String value) {
        return entry(key, 8, string(value));
    }

    GgufBytes integer(String key, int value) {
        return entry(key, 4, little(4).putInt(value).array());
    }

    GgufBytes real(String key, float value) {
        return entry(key, 6, little(4).putFloat(value).array());
    }

    GgufBytes flag(String key, boolean value) {
        return entry(key, 7, new byte[] {(byte) (value ? 1 : 0)});
    }

    GgufBytes texts(String key, List<String> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(little(12).putInt(8).putLong(values.size()).array());
        values.forEach(value -> out.writeBytes(string(value)));
        return entry(key, 9, out.toByteArray());
    }

    GgufBytes integers(String key, List<Integer> values) {
        byte[] bytes = new byte[12 + 4 * values.size()];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(5).putLong(values.size());
        values.forEach(out::putInt);
        return entry(key, 9, bytes);
    }

    GgufBytes entry(String key, int type, byte[] value) {
        entries.writeBytes(string(key));
        entries.writeBytes(little(4).putInt(type).array());
        entries.writeBytes(value);
        entryCount++;
        return this;
    }

    GgufBytes floats(String name, List<Integer> shape, float[] values) {
        byte[] bytes = new byte[values.length * 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return tensor(name, shape, 0, bytes);
    }

    /// @param shape row-major
    GgufBytes tensor(String name, List<Integer> shape, int type, byte[] bytes) {
        info(name, new ArrayList<>(shape).reversed(), type, data.size());
        data.writeBytes(bytes);
        data.writeBytes(new byte[Math.floorMod(-data.size(), 32)]);
        return this;
    }

    /// @param dimensions in the file's order
    GgufBytes info(String name, List<Integer> dimensions, int type, long offset) {
        infos.writeBytes(string(name));
        infos.writeBytes(little(4).putInt(dimensions.size()).array());
        dimensions.forEach(size -> infos.writeBytes(little(8).putLong(size).array()));
        infos.writeBytes(little(12).putInt(type).putLong(offset).array());
        tensorCount++;
        return this;
    }

    byte[] file() {
        return file(3, tensorCount, entryCount);
    }

    byte[] file(int version, long tensors, long metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(little(20).putInt(version).putLong(tensors).putLong(metadata).array());
        out.writeBytes(entries.toByteArray());
        out.writeBytes(infos.toByteArray());
        out.writeBytes(new byte[Math.floorMod(-out.size(), 32)]);
        out.writeBytes(data.toByteArray());
        return out.toByteArray();
    }

    static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return little(8 + utf8.length).putLong(utf8.length).put(utf8).array();
    }

    static ByteBuffer little(int n) {
        return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    }
}
