package ai.inhouse.store;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The right to change a workspace, held by one process at a time; reading needs none. The
/// operating system takes it back when the process dies, however it dies.
public final class WorkspaceLock implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(50);

    /// The locked byte lies far beyond the text, so that others can read who holds it even where
    /// locks are mandatory.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private WorkspaceLock(FileChannel channel) {
        this.channel = channel;
    }

    static WorkspaceLock acquire(Path file, String purpose, Duration patience) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!await(channel, patience)) {
                channel.close();
                throw held(file, purpose);
            }
            String holder = "process %d, %s".formatted(ProcessHandle.current().pid(), purpose);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
            return new WorkspaceLock(channel);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "locking the workspace", file, e, "Check that the folder can be written to.");
        }
    }

    private static boolean await(FileChannel channel, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (tryLock(channel) == null) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // this very process holds it
        }
    }

    private static InhouseException held(Path file, String purpose) throws IOException {
        return InhouseException.badInput(
                purpose,
                file,
                "the workspace is in use by " + Files.readString(file),
                "Wait for it to finish, or end that process, and run the command again.");
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "unlocking the workspace", channel, e, "Check the disk, then go on.");
        }
    }
}
