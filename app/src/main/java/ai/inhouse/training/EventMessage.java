package ai.inhouse.training;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// TensorFlow's `Event` in Protocol Buffers' wire format, as far as figures need it:
///
/// | message | field | number | kind |
/// |---|---|---|---|
/// | `Event` | `wall_time`, `step` | 1, 2 | double, varint |
/// | | `file_version`, `summary`, `session_log` | 3, 5, 7 | text, messages |
/// | `Summary` | `value` (repeated) | 1 | message |
/// | `Summary.Value` | `tag`, `simple_value` | 1, 2 | text, float |
/// | `SessionLog` | `status`: 1 is a start | 1 | varint |
final class EventMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int START = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private EventMessage() {}

    /// The event that a file begins with.
    static byte[] version(double wallSeconds, String version) {
        return event(wallSeconds, 0)
                .bytes(3, version.getBytes(StandardCharsets.UTF_8))
                .out
                .toByteArray();
    }

    static byte[] scalars(double wallSeconds, long step, Map<String, Double> values) {
        EventMessage summary = new EventMessage();
        values.forEach((tag, value) -> summary.bytes(1, value(tag, value)));
        return event(wallSeconds, step).bytes(5, summary.out.toByteArray()).out.toByteArray();
    }

    static byte[] restart(double wallSeconds, long step) {
        byte[] start = new EventMessage().varint(1, START).out.toByteArray();
        return event(wallSeconds, step).bytes(7, start).out.toByteArray();
    }

    private static byte[] value(String tag, double value) {
        EventMessage message = new EventMessage().bytes(1, tag.getBytes(StandardCharsets.UTF_8));
        message.key(2, FIXED_32);
        message.out.writeBytes(little(Float.BYTES).putFloat((float) value).array());
        return message.out.toByteArray();
    }

    private static EventMessage event(double wallSeconds, long step) {
        EventMessage event = new EventMessage();
        event.key(1, FIXED_64);
        event.out.writeBytes(little(Double.BYTES).putDouble(wallSeconds).array());
        return event.varint(2, step);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private EventMessage varint(int field, long value) {
        key(field, VARINT);
        number(value);
        return this;
    }

    private EventMessage bytes(int field, byte[] bytes) {
        key(field, BYTES);
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void key(int field, int kind) {
        number(((long) field << 3) | kind);
    }

    /// Seven bits a byte, the lowest first; all but the last have the eighth bit.
    private void number(long value) {
        long left = value;
        while (left >>> 7 != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
