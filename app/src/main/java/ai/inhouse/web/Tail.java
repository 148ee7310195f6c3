package ai.inhouse.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Follows a text file that grows, line by line. A line counts once its end has been written.
final class Tail {
    private static final int MOST_BYTES = 1 << 18;

    private final Path file;
    private long offset;

    /// @param offset in bytes, at the beginning of a line
    Tail(Path file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    /// Follows a file from its last few lines on.
    ///
    /// @param bytes about how much of its end to give at first
    static Tail fromNearEnd(Path file, int bytes) throws IOException {
        Tail tail = new Tail(file, Files.exists(file) ? Math.max(0, Files.size(file) - bytes) : 0);
        if (tail.offset > 0) {
            tail.skipPartOfALine();
        }
        return tail;
    }

    private void skipPartOfALine() throws IOException {
        byte[] bytes = read();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                offset += i + 1;
                return;
            }
        }
    }

    /// Where the next line begins.
    long offset() {
        return offset;
    }

    /// Some of the lines that are complete by now; none when there is nothing new. A file that has
    /// become shorter was begun anew, and is read from its beginning.
    List<String> lines() throws IOException {
        byte[] bytes = read();
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length < MOST_BYTES) {
            return List.of();
        }
        int taken = end == 0 ? bytes.length : end;
        offset += taken;
        return new String(bytes, 0, taken, StandardCharsets.UTF_8).lines().toList();
    }

    private byte[] read() throws IOException {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < offset) {
                offset = 0;
            }
            ByteBuffer buffer =
                    ByteBuffer.allocate((int) Math.min(MOST_BYTES, channel.size() - offset));
            channel.read(buffer, offset);
            return buffer.hasRemaining()
                    ? java.util.Arrays.copyOf(buffer.array(), buffer.position())
                    : buffer.array();
        }
    }
}
