package ai.inhouse.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a file of events back, checksums and all, with no code of the writer's but the mask.
public final class EventReader {
    private EventReader() {}

    /// One event; what it does not have is empty, 0 or false.
    public record Event(
            double wallSeconds,
            long step,
            String version,
            Map<String, Float> values,
            boolean restarts) {}

    public static List<Event> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            int at = in.position();
            int length = Math.toIntExact(in.getLong());
            assertThat(in.getInt()).isEqualTo(EventFile.masked(in.array(), at, Long.BYTES));
            int from = in.position();
            events.add(event(in.slice(from, length).order(ByteOrder.LITTLE_ENDIAN)));
            in.position(from + length);
            assertThat(in.getInt()).isEqualTo(EventFile.masked(in.array(), from, length));
        }
        return events;
    }

    private static Event event(ByteBuffer in) {
        double wall = 0;
        long step = 0;
        String version = "";
        Map<String, Float> values = new LinkedHashMap<>();
        boolean restarts = false;
        while (in.hasRemaining()) {
            switch ((int) varint(in)) {
                case (1 << 3) | 1 -> wall = in.getDouble();
                case 2 << 3 -> step = varint(in);
                case (3 << 3) | 2 -> version = text(message(in));
                case (5 << 3) | 2 -> summary(message(in), values);
                case (7 << 3) | 2 -> {
                    ByteBuffer log = message(in);
                    restarts = varint(log) == (1 << 3) && varint(log) == 1;
                }
                default -> throw new AssertionError("an unknown field");
            }
        }
        return new Event(wall, step, version, values, restarts);
    }

    private static void summary(ByteBuffer in, Map<String, Float> values) {
        while (in.hasRemaining()) {
            assertThat(varint(in)).isEqualTo((1 << 3) | 2);
            ByteBuffer value = message(in);
            assertThat(varint(value)).isEqualTo((1 << 3) | 2);
            String tag = text(message(value));
            assertThat(varint(value)).isEqualTo((2 << 3) | 5);
            values.put(tag, value.getFloat());
        }
    }

    private static ByteBuffer message(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer message = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return message;
    }

    private static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(in).toString();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
