package ai.inhouse.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// An answer from another server, line by line, read by a thread of its own so that whoever passes
/// it on can look after its client meanwhile. Only so many lines wait: a client that reads slowly
/// slows the server behind, and fills no memory.
final class UpstreamBody implements AutoCloseable {
    private static final int WAITING_LINES = 256;

    private final InputStream in;
    private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(WAITING_LINES);

    /// What the other server sent.
    sealed interface Part {
        record Line(String text) implements Part {}

        /// @param failure empty where the answer came to its end
        record End(Optional<IOException> failure) implements Part {}
    }

    UpstreamBody(InputStream in, Executor threads) {
        this.in = in;
        threads.execute(this::read);
    }

    private void read() {
        try {
            Optional<IOException> failure = Optional.empty();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    parts.put(new Part.Line(line));
                }
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            parts.put(new Part.End(failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return empty where nothing came in that time
    Optional<Part> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(parts.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Lets the other server go; what it still sends is heard by nobody.
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It is let go of either way.
        }
        parts.clear(); // so that a reader that waits for room comes to the end
    }
}
