package ai.inhouse.serving;

import java.time.Duration;

/// When what happened to one job, for the metrics, and until when it is wanted.
final class Timing {
    private final Metrics.OfModel metrics;
    private final long submitted = System.nanoTime();
    private final long deadline;
    private long lastToken;

    /// @param patience from now until the answer is of no use
    Timing(Metrics.OfModel metrics, Duration patience) {
        this.metrics = metrics;
        this.deadline = submitted + patience.toNanos();
    }

    boolean expired() {
        return System.nanoTime() - deadline > 0;
    }

    /// A token has come.
    void token() {
        long now = System.nanoTime();
        if (lastToken == 0) {
            metrics.firstToken(now - submitted);
        } else {
            metrics.nextToken(now - lastToken);
        }
        lastToken = now;
    }

    /// The last has come.
    void ended() {
        metrics.completed(System.nanoTime() - submitted);
    }
}
