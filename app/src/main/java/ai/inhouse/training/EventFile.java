package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/// A file of events that TensorBoard follows: records of length, checksum, data and checksum
/// (TFRecord), each an `Event` message. Written out record by record, so that a page can be watched
/// while the run goes on; a crash tears the last record at most, which readers skip.
public final class EventFile implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";

    /// TFRecord's rotation and offset, which keep a checksum of checksums from being trivial.
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final OutputStream out;

    private EventFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /// Begins a new file in a folder. Readers merge all of a folder's files, in the order of their
    /// names, which begin with the time.
    ///
    /// @param wallSeconds since 1970
    public static EventFile create(Path folder, double wallSeconds) {
        Path file = folder;
        try {
            Files.createDirectories(folder);
            file = unused(folder, (long) wallSeconds);
            OutputStream out =
                    new BufferedOutputStream(
                            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
            EventFile events = new EventFile(file, out);
            events.write(EventMessage.version(wallSeconds, VERSION));
            return events;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static Path unused(Path folder, long seconds) {
        String name = "events.out.tfevents.%010d.%s".formatted(seconds, host());
        int number = 0;
        while (Files.exists(folder.resolve(name + "." + number))) {
            number++;
        }
        return folder.resolve(name + "." + number);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// Figures of one step.
    ///
    /// @param values by name
    public void scalars(double wallSeconds, long step, Map<String, Double> values) {
        write(EventMessage.scalars(wallSeconds, step, values));
    }

    /// Says that steps from this one on will come again: readers forget those that they have.
    public void restart(double wallSeconds, long step) {
        write(EventMessage.restart(wallSeconds, step));
    }

    public Path file() {
        return file;
    }

    private void write(byte[] event) {
        ByteBuffer record =
                ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + event.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(event.length);
        record.putInt(masked(record.array(), 0, Long.BYTES));
        record.put(event);
        record.putInt(masked(event, 0, event.length));
        try {
            out.write(record.array());
            out.flush();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    static int masked(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static InhouseException failure(Path file, IOException cause) {
        return InhouseException.internal(
                "writing TensorBoard events",
                file,
                cause,
                "Make room on the disk, or leave 'tensorboard' out of the recipe.");
    }
}
